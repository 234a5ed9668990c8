#include "tenon/constructs/data/file_system.hpp"

#include <functional>

#include "constructs/stack_test.hpp"
#include "tenon/aws/efs/FileSystem.hpp"
#include "tenon/aws/efs/MountTarget.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::EFS::FileSystem";

class FileSystemTest : public StackTest {
 protected:
  FileSystem& add_files() { return stack.add("Files", FileSystem::Props{.vpc = vpc}); }

  Vpc& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
};

TEST_F(FileSystemTest, IsEncryptedKeptAndClosedToPlainTextAndToStrangers) {
  add_files();
  expect_entry(type,
               R"({"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": {"$exactly": {
      "Encrypted": true, "FileSystemTags": [{"Key": "Name", "Value": "Shop/Files"}], "FileSystemPolicy": {"Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["elasticfilesystem:ClientRootAccess",
      "elasticfilesystem:ClientWrite"], "Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}},
      {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}}}})");
}

TEST_F(FileSystemTest, HasAMountTargetInEveryZoneThatNobodyReachesUntilItIsSaid) {
  FileSystem& files = add_files();
  EXPECT_EQ(files.mount_targets().size(), 2U);
  expect("AWS::EFS::MountTarget", R"({"SubnetId": {"Ref": {"$like": "VpcPrivateSubnet1*"}},
      "FileSystemId": {"Ref": {"$like": "Files*"}},
      "SecurityGroups": [{"Fn::GetAtt": [{"$like": "FilesEfsSecurityGroup*"}, "GroupId"]}]})");
  expect("AWS::EC2::SecurityGroup",
         R"({"GroupDescription": "Shop/Files/EfsSecurityGroup", "SecurityGroupIngress": {"$absent": true}})");
  EXPECT_EQ(files.mount_targets().front()->id(), "EfsMountTarget-PrivateSubnet1");
}

TEST_F(FileSystemTest, LetsPeersInOnThePortOfNfs) {
  add_files().allow_from(stack.add("Peer", SecurityGroup::Props{.vpc = vpc}));
  expect("AWS::EC2::SecurityGroupIngress", R"({"FromPort": 2049, "ToPort": 2049, "IpProtocol": "tcp"})");
}

TEST_F(FileSystemTest, WritesWhatIsAskedFor) {
  Key& key = stack.add("Key", Key::Props{});
  SecurityGroup& group = stack.add("Group", SecurityGroup::Props{.vpc = vpc});
  stack.add("Files", FileSystem::Props{.vpc = vpc,
                                       .vpc_subnets = {.type = SubnetType::public_},
                                       .security_group = &group,
                                       .file_system_name = "files",
                                       .kms_key = &key,
                                       .enforce_transit_encryption = false,
                                       .transition_to_ia = EfsLifecycle::after_30_days,
                                       .transition_to_archive = EfsLifecycle::after_365_days,
                                       .transition_to_primary_on_access = true,
                                       .performance_mode = EfsPerformanceMode::general_purpose,
                                       .throughput_mode = EfsThroughputMode::provisioned,
                                       .provisioned_throughput_per_second = Size::mebibytes(128),
                                       .enable_automatic_backups = true,
                                       .grant_write_to_clients = false,
                                       .removal_policy = RemovalPolicy::destroy});
  expect_entry(type, R"({"DeletionPolicy": "Delete", "Properties": {"$exactly": {"Encrypted": true,
      "KmsKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}, "FileSystemTags": [{"Key": "Name", "Value": "files"}],
      "LifecyclePolicies": [{"TransitionToIA": "AFTER_30_DAYS"}, {"TransitionToPrimaryStorageClass": "AFTER_1_ACCESS"},
      {"TransitionToArchive": "AFTER_365_DAYS"}], "PerformanceMode": "generalPurpose", "ThroughputMode": "provisioned",
      "ProvisionedThroughputInMibps": 128, "BackupPolicy": {"Status": "ENABLED"}}}})");
  expect("AWS::EFS::MountTarget", R"({"SubnetId": {"Ref": {"$like": "VpcPublicSubnet1*"}},
      "SecurityGroups": [{"Fn::GetAtt": [{"$like": "Group*"}, "GroupId"]}]})");
}

TEST_F(FileSystemTest, HasAccessPoints) {
  AccessPoint& point = add_files().add_access_point(
      "Courses",
      {.path = "/courses", .create_acl = PosixAcl{1000, 1001}, .posix_user = PosixUser{1000, 1001, {2000}}});
  expect("AWS::EFS::AccessPoint",
         R"({"FileSystemId": {"Ref": {"$like": "Files*"}}, "PosixUser": {"Uid": "1000", "Gid": "1001",
      "SecondaryGids": ["2000"]}, "RootDirectory": {"Path": "/courses", "CreationInfo": {"OwnerUid": "1000", "OwnerGid": "1001",
      "Permissions": "750"}}, "AccessPointTags": [{"Key": "Name", "Value": "Shop/Files/Courses"}]})");
  EXPECT_NE(resolved_json(point.arn()).find(":access-point/"), std::string::npos);
  EXPECT_EQ(&point.file_system(), &static_cast<FileSystem&>(*point.parent()));
}

TEST_F(FileSystemTest, GrantsCdksActionsThroughMountTargets) {
  FileSystem& files = add_files();
  files.grant_read(add_role());
  files.grant_read_write(add_role("Writer"));
  files.grant_root_access(add_role("Root"));
  expect_granted(
      R"([{"Action": "elasticfilesystem:ClientMount", "Resource": {"Fn::GetAtt": [{"$like": "Files*"}, "Arn"]},
      "Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}}])");
  expect_granted(R"([{"Action": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]}])");
  expect_granted(R"([{"Action": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess",
      "elasticfilesystem:ClientWrite"]}])");
}

TEST_F(FileSystemTest, GrantsToOtherPrincipalsInItsOwnPolicy) {
  add_files().grant_read(Principal::account("444455556666"));
  expect(type,
         R"({"FileSystemPolicy": {"Statement": {"$contains": [{"Action": "elasticfilesystem:ClientMount",
      "Effect": "Allow", "Principal": {"AWS": {"$any": true}}}]}}})");
}

TEST_F(FileSystemTest, OfElsewhereIsNamedByItsId) {
  SecurityGroup& group = stack.add("Group", SecurityGroup::Props{.vpc = vpc});
  FileSystem& files = FileSystem::from_attributes(stack, "Existing",
                                                  {.file_system_id = "fs-1234", .security_groups = {&group}});
  files.add_access_point("Root");
  files.grant_read(add_role());
  EXPECT_FALSE(files.add_to_resource_policy({}));
  expect("AWS::EFS::AccessPoint", R"({"FileSystemId": "fs-1234", "RootDirectory": {"$absent": true}})");
  expect_granted(R"([{"Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":elasticfilesystem:",
      {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":file-system/fs-1234"]]}}])");
  AccessPoint& point = AccessPoint::from_id(stack, "Point", "fsap-1", files);
  EXPECT_EQ(resolved_json(point.access_point_id()), R"("fsap-1")");
}

TEST_F(FileSystemTest, HasMetrics) {
  const Metric metric = add_files().metric_client_connections();
  EXPECT_EQ(metric.props().metric_namespace, "AWS/EFS");
  EXPECT_EQ(metric.props().metric_name, "ClientConnections");
  EXPECT_EQ(metric.props().dimensions.front().name, "FileSystemId");
  EXPECT_EQ(metric.props().statistic, Statistic::sum);
}

TEST_F(FileSystemTest, RefusesTwoMountTargetsInOneZone) {
  stack.add("Files",
            FileSystem::Props{
                .vpc = vpc, .vpc_subnets = {.subnets = {vpc.public_subnets()[0], vpc.private_subnets()[0]}}});
  expect_refused("property-not-allowed", "vpc_subnets");
}

struct Refused {
  std::string_view name;
  std::string_view id;
  std::string_view property;
  std::function<void(Stack&, Vpc&)> add;
};

const Refused refusals[] = {
    {"ProvisionedThroughputUnsaid", "property-needed", "provisioned_throughput_per_second",
     [](Stack& stack, Vpc& vpc) {
       stack.add("F", FileSystem::Props{.vpc = vpc, .throughput_mode = EfsThroughputMode::provisioned});
     }},
    {"ThroughputOfAnElasticOne", "property-not-allowed", "provisioned_throughput_per_second",
     [](Stack& stack, Vpc& vpc) {
       stack.add("F", FileSystem::Props{.vpc = vpc,
                                        .throughput_mode = EfsThroughputMode::elastic,
                                        .provisioned_throughput_per_second = Size::mebibytes(1)});
     }},
    {"ElasticWithTheOldMode", "property-not-allowed", "performance_mode",
     [](Stack& stack, Vpc& vpc) {
       stack.add("F", FileSystem::Props{.vpc = vpc,
                                        .performance_mode = EfsPerformanceMode::max_io,
                                        .throughput_mode = EfsThroughputMode::elastic});
     }},
    {"AKeyWithoutEncryption", "property-not-allowed", "kms_key",
     [](Stack& stack, Vpc& vpc) {
       stack.add("F", FileSystem::Props{
                          .vpc = vpc, .encrypted = false, .kms_key = &stack.add("Key", Key::Props{})});
     }},
    {"PermissionsThatAreNone", "property-not-allowed", "permissions",
     [](Stack& stack, Vpc& vpc) {
       stack.add("F", FileSystem::Props{.vpc = vpc})
           .add_access_point("P", {.path = "/a", .create_acl = PosixAcl{1, 1, "rwx"}});
     }},
    {"ALongToken", "property-not-allowed", "client_token",
     [](Stack& stack, Vpc& vpc) {
       stack.add("F", FileSystem::Props{.vpc = vpc})
           .add_access_point("P", {.client_token = std::string(65, 'x')});
     }},
};

class FileSystemRefusalTest : public StackTest, public ::testing::WithParamInterface<Refused> {};

TEST_P(FileSystemRefusalTest, IsReported) {
  GetParam().add(stack, stack.add("Vpc", Vpc::Props{.max_azs = 2}));
  expect_refused(GetParam().id, GetParam().property);
}

INSTANTIATE_TEST_SUITE_P(All, FileSystemRefusalTest, ::testing::ValuesIn(refusals),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace tenon
