// expect-error(gcc): Grantee
// expect-error(clang): Grantee
// Permissions are granted to what runs under a role: a network does not.

#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/vpc.hpp"

#ifdef TENON_MUST_NOT_COMPILE
void grant(tenon::Bucket& bucket, tenon::Vpc& vpc, tenon::Role&) { bucket.grant_read(vpc); }
#else
void grant(tenon::Bucket& bucket, tenon::Vpc&, tenon::Role& role) { bucket.grant_read(role); }
#endif

int main() {}
