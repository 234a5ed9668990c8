#pragma once

// Every source of the app includes everything that the app uses: Tenon and team A's library are made for
// that.

#include <string>

#include <boost/hana/define_struct.hpp>
#include <team_a/secure_queue.hpp>

#include <tenon/app/run.hpp>
#include <tenon/aws/s3.hpp>
#include <tenon/aws/sqs.hpp>
#include <tenon/config/contract.hpp>
#include <tenon/config/load.hpp>
#include <tenon/constructs/compute/event_source.hpp>
#include <tenon/constructs/compute/lambda_fn.hpp>
#include <tenon/constructs/data/bucket.hpp>
#include <tenon/constructs/identity/role.hpp>
#include <tenon/iam/sqs.hpp>

namespace shop {

struct Settings {
  BOOST_HANA_DEFINE_STRUCT(Settings, (std::string, owner), (tenon::Duration, visibility_timeout));
};

/// What the intake tells other stacks.
struct IntakeContract {
  BOOST_HANA_DEFINE_STRUCT(IntakeContract,
                           (tenon::ArnAttribute<tenon::aws::sqs::kind::Queue_Arn>, failed_orders));
};

/// Orders, and the function that works them off.
class Intake final : public tenon::Construct {
 public:
  struct Props {
    using Of = Intake;
    const Settings& settings;
  };
  Intake(const tenon::Scope& scope, const Props& props);

  team_a::SecureQueue& orders() const noexcept { return orders_; }

 private:
  tenon::Topic& on_call_;
  team_a::SecureQueue& orders_;
};

tenon::Stack& add_intake(tenon::App& app, const Settings& settings);
/// Where reports of failed orders are kept, and the role that writes them. Another stack, deployed by itself.
tenon::Stack& add_reports(tenon::App& app);

}  // namespace shop
