// expect-error(gcc): cannot convert
// expect-error(clang): cannot initialize
// What a construct needs is given as a construct: a queue is no key.

#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/security/key.hpp"

#ifdef TENON_MUST_NOT_COMPILE
tenon::Bucket::Props bucket(tenon::Queue& queue, tenon::Key&) { return tenon::Bucket::Props{.encryption_key = &queue}; }
#else
tenon::Bucket::Props bucket(tenon::Queue&, tenon::Key& key) { return {.encryption_key = &key}; }
#endif

int main() {}
