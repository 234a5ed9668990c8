#pragma once

/// \file
/// Lists of IAM actions that several constructs allow. One by one, where CDK writes patterns such as
/// `kms:GenerateDataKey*`: a pattern also allows what AWS adds later. Not part of the public API.

#include <initializer_list>
#include <span>
#include <vector>

#include "tenon/iam/kms.hpp"
#include "tenon/value/iam_action.hpp"

namespace tenon::detail {

/// To encrypt with a key, by itself or through a service.
inline constexpr iam::Action key_encrypt_actions[] = {iam::kms::Encrypt, iam::kms::GenerateDataKey,
                                                      iam::kms::GenerateDataKeyWithoutPlaintext,
                                                      iam::kms::ReEncryptFrom, iam::kms::ReEncryptTo};

/// What puts messages into an encrypted queue or topic decrypts, too.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
inline constexpr iam::Action key_send_actions[] = {iam::kms::Decrypt, iam::kms::GenerateDataKey};

/// The lists as one.
std::vector<iam::Action> all(std::initializer_list<std::span<const iam::Action>> lists);

}  // namespace tenon::detail
