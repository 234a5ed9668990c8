#pragma once

/// \file
/// The application: its tasks, what is in front of them, and how many of them there are.

#include "analytics.hpp"
#include "data.hpp"
#include "tenon/constructs/compute/ecs_service.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"

namespace lms {

struct Containers {
  tenon::EcsCluster& cluster;
  tenon::EcsService& service;
  tenon::ApplicationLoadBalancer& balancer;
  tenon::ApplicationTargetGroup& targets;
};

struct ContainersSpec {
  const Keys& keys;
  const Network& network;
  const Data& data;
  tenon::KinesisStream& activities;
  tenon::Secret& api_keys;
  tenon::Repository& repository;
  /// Of the load balancer, for the name under which the API calls it.
  tenon::Value<std::string> certificate_arn;
};

Containers add_containers(tenon::Stack& stack, const Settings& settings, const ContainersSpec& spec);

}  // namespace lms
