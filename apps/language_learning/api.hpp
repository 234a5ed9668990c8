#pragma once

/// \file
/// The REST API: which function answers what.

#include "identity.hpp"
#include "learning.hpp"
#include "tenon/constructs/api/rest_api.hpp"

namespace language_learning {

/// Who answers.
struct Answering {
  const Learning& learning;
  tenon::LambdaFn& translation;
  tenon::LambdaFn& notifications;
};

tenon::RestApi& add_api(tenon::Stack& stack, const Keys& keys, const Users& users,
                        const Answering& functions);

}  // namespace language_learning
