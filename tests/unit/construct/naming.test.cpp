#include "tenon/construct/naming.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

// Expected values with no other source named come from running aws-cdk-lib 2.276.0 and constructs 10.8.1.

namespace tenon {
namespace {

using Ids = std::vector<std::string_view>;

std::string rep(char c, std::size_t count) { return std::string(count, c); }

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::string refusal(auto call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "nothing was refused";
}

struct IdsToName {
  Ids ids;
  std::string name;
};

// --- ids and addresses (cdk-semantics 4.1) ---

TEST(SanitizeId, ReplacesSeparatorsByDashes) {
  EXPECT_EQ(sanitize_id("Slash/Id"), "Slash--Id");
  EXPECT_EQ(sanitize_id("a/b\nc//"), "a--b--c----");
  EXPECT_EQ(sanitize_id("plain.id-with_marks"), "plain.id-with_marks");
  EXPECT_EQ(sanitize_id(""), "");
}

TEST(Addr, HashesTheIdsFromTheRootWithoutDefault) {
  const std::vector<IdsToName> cases{
      {{""}, "c8adc83b19e793491b1c6ea0fd8b46cd9f32e592fc"},
      {{"", "Default"}, "c8adc83b19e793491b1c6ea0fd8b46cd9f32e592fc"},
      {{"", "St", "Default", "Fn"}, "c8fce8c3f27f3e7f76ca6708107f58811b802e8aa2"},
      {{"", "St", "Fn"}, "c8fce8c3f27f3e7f76ca6708107f58811b802e8aa2"},
      {{"", "Über", "日本", "😀"}, "c8c4ab0730e8d9afa2bc7a5d3a693fd06afa5872ec"},
      {{"", "Stage", "Stack", "Vpc", "Resource"}, "c88f8b18afe2770cdc60a0b523fa08d106f41fa889"},
  };
  for (const auto& [ids, expected] : cases) EXPECT_EQ(addr(ids), expected) << testing::PrintToString(ids);
}

// --- logical ids (cdk-semantics 4.2, golden vectors of 4.23) ---

TEST(LogicalId, GoldenVectorsOfSection423) {
  const std::string long_id = rep('L', 250);
  const std::vector<IdsToName> cases{
      {{"Bucket", "Resource"}, "Bucket83908E77"},
      {{"Vpc", "PublicSubnet1", "Subnet"}, "VpcPublicSubnet1Subnet5C2D37C4"},
      {{"Dup", "Dup", "Resource"}, "DupB9DE3840"},
      {{"MyDup", "Dup", "X"}, "MyDupX7F3F64BD"},
      {{"Comp", "Resource"}, "CompC43793FF"},
      {{"Def", "Default"}, "Def"},
      {{"with-dash_and.dot--slash"}, "withdashanddotslash"},
      {{long_id, "R"}, rep('L', 240) + "EDFDE1AB"},
      {{"Nest.NestedStack", "Nest.NestedStackResource"}, "NestNestedStackNestNestedStackResourceD8FE4395"},
      {{"Fn", "ServiceRole", "Resource"}, "FnServiceRoleB9001A96"},
      {{"Fn", "Resource"}, "Fn9270CBC0"},
      {{"Fn", "ServiceRole", "DefaultPolicy", "Resource"}, "FnServiceRoleDefaultPolicyC6A839BF"},
      {{"Publish", "GetStackOutputRole"}, "PublishGetStackOutputRoleF953C5C7"},
      {{"Publish", "Output{\"Fn::GetAtt\":[\"Q\",\"Arn\"]}"}, "PublishOutputFnGetAttQArn52889A26"},
      {{"Exports", "Output{\"Ref\":\"Bucket83908E77\"}"}, "ExportsOutputRefBucket83908E7781C90AC0"},
  };
  for (const auto& [ids, expected] : cases)
    EXPECT_EQ(logical_id(ids), expected) << testing::PrintToString(ids);
}

TEST(LogicalId, ASingleIdStandsWithoutAHashUpTo255Characters) {
  EXPECT_EQ(logical_id({"Bucket"}), "Bucket");
  EXPECT_EQ(logical_id({"Default", "Bucket", "Default"}), "Bucket");
  EXPECT_EQ(logical_id({"Resource"}), "Resource");
  EXPECT_EQ(logical_id({rep('x', 255)}), rep('x', 255));
  EXPECT_EQ(logical_id({rep('x', 255) + "-"}), rep('x', 255));
  const std::string hashed = logical_id({rep('x', 256)});
  EXPECT_EQ(hashed.substr(0, 240), rep('x', 240));
  EXPECT_EQ(hashed.size(), 248U);
}

TEST(LogicalId, HashesPathsOfAnyLength) {
  const auto hash_of = [](const std::vector<std::string>& ids) {
    const std::string id = logical_id(views(ids));
    return id.substr(id.size() - 8);
  };
  EXPECT_EQ(hash_of({rep('x', 256)}), "C7A139A2");
  EXPECT_EQ(hash_of({rep('a', 600), "b"}), "D75307FF");
  EXPECT_EQ(hash_of({rep('x', 200), rep('y', 200), rep('z', 200)}), "6884EA52");
  EXPECT_EQ(hash_of({"B", rep('a', 511)}), "F4914E1C");
  EXPECT_EQ(hash_of({"B", rep('a', 510)}), "F1215A62");
  EXPECT_EQ(hash_of({rep('a', 512), "B"}), "7676C760");
}

TEST(LogicalId, RefusesWhatLeavesNothing) {
  EXPECT_EQ(refusal([] {
              logical_id({"Default", "Default"});
            }),
            "the path \"Default/Default\" has no id but Default to make an id from");
  EXPECT_EQ(refusal([] { logical_id({"日本"}); }),
            "the path \"日本\" has no letter A-Z or a-z and no digit to make a logical id from");
  EXPECT_NE(refusal([] { logical_id({}); }), "nothing was refused");
}

TEST(LogicalId, ValidityIsOneTo255LettersAndDigits) {
  EXPECT_TRUE(is_valid_logical_id("Bucket83908E77"));
  EXPECT_TRUE(is_valid_logical_id(rep('a', 255)));
  EXPECT_FALSE(is_valid_logical_id(rep('a', 256)));
  EXPECT_FALSE(is_valid_logical_id(""));
  EXPECT_FALSE(is_valid_logical_id("with-dash"));
  EXPECT_FALSE(is_valid_logical_id("é"));
}

TEST(UniqueId, GoldenVectorsOfSection423) {
  EXPECT_EQ(unique_id({"St", "Svc"}), "StSvc2EED0198");
  EXPECT_EQ(unique_id({"St", "Svc", "Nest"}), "StSvcNest67B2E815");
  EXPECT_EQ(unique_id({"A", "P"}), "AP62ABBF06");
  EXPECT_EQ(unique_id({"A", "N", "Q"}), "ANQ45092428");
}

TEST(UniqueId, AgreesWithCdkOnRandomPaths) {
  const std::vector<IdsToName> cases{
      {{"DefaultPolicy", "Default", "Default", "x_y", "DefaultPolicy"},
       "DefaultPolicyxyDefaultPolicy15870B15"},
      {{"Fn", "PublicSubnet", "a b", "émoji😀"}, "FnPublicSubnetabmoji56A31C49"},
      {{"cache.v2", "end-", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "x_y"},
       "cachev2endLLLLLLLLLLLLLLLLLLLLLLLLLLLLxy45DD3FBC"},
      {{"PublicSubnet", "PublicSubnet", "Q#1", "end-", "émoji😀"}, "PublicSubnetQ1endmojiFE3A2237"},
      {{"Dup", "Q#1", "Dup", "Handler", "Über"}, "DupQ1DupHandlerber4BED98E3"},
      {{"Vpc", "Vpc", "x_y"}, "VpcxyA1292313"},
      {{"cache.v2"}, "cachev2"},
      {{"Handler"}, "Handler"},
      {{"MyDup", "my-db", "MyDup", "end-"}, "MyDupmydbMyDupendC0B0128C"},
      {{"x_y", "Fn", "0"}, "xyFn04E29D842"},
      {{"Q#1", "cache.v2", "DefaultPolicy"}, "Q1cachev2DefaultPolicy10750725"},
      {{"Resource"}, "Resource"},
      {{"end-"}, "end"},
      {{"AVeryLongIdOfAConstruct", "Q#1", "Resource", "cache.v2"},
       "AVeryLongIdOfAConstructQ1cachev2D0F9D8FF"},
      {{"Api", "--"}, "Api7E9986B9"},
      {{"cache.v2", "cache.v2", "x_y", "Api", "AVeryLongIdOfAConstruct"},
       "cachev2xyApiAVeryLongIdOfAConstruct54A7F7BA"},
      {{"Vpc", "cache.v2", "émoji😀", "end-"}, "Vpccachev2mojiend891CB846"},
      {{"Über", "x_y", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL"}, "berxyLLLLLLLLLLLLLLLLLLLLLLLLLLLL3ABD0886"},
      {{"PublicSubnet", "--", "DefaultPolicy", "end-"}, "PublicSubnetDefaultPolicyendD2320C01"},
      {{"Subnet1", "Handler", "Q#1"}, "Subnet1HandlerQ1D1DD26AD"},
      {{"0", "--", "MyDup"}, "0MyDup2CED77FB"},
      {{"Über", "Fn", "my-db"}, "berFnmydb82BD5E23"},
      {{"my-db", "Fn", "AVeryLongIdOfAConstruct", "MyDup", "MyDup"},
       "mydbFnAVeryLongIdOfAConstructMyDup6DD8FE43"},
      {{"Q#1", "Resource"}, "Q1023F93D7"},
      {{"Subnet1", "Resource", "Api", "AVeryLongIdOfAConstruct"},
       "Subnet1ApiAVeryLongIdOfAConstruct63CA594B"},
      {{"cache.v2"}, "cachev2"},
      {{"Vpc", "AVeryLongIdOfAConstruct", "émoji😀"}, "VpcAVeryLongIdOfAConstructmoji331F7BD3"},
      {{"Q#1", "x_y", "Dup", "AVeryLongIdOfAConstruct", "Q#1"}, "Q1xyDupAVeryLongIdOfAConstructQ1C2DC2C61"},
      {{"Subnet1", "Vpc", "Fn", "DefaultPolicy", "Q#1"}, "Subnet1VpcFnDefaultPolicyQ120BD70D8"},
      {{"PublicSubnet", "my-db", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "Fn"},
       "PublicSubnetmydbLLLLLLLLLLLLLLLLLLLLLLLLLLLLFn79903D74"},
      {{"Über", "Vpc"}, "berVpcDFFDA1A8"},
      {{"Default", "PublicSubnet", "日本", "Default", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL"},
       "PublicSubnetLLLLLLLLLLLLLLLLLLLLLLLLLLLL2F9B8060"},
      {{"x_y", "Fn", "Q#1", "Q#1"}, "xyFnQ1ACE963E0"},
      {{"--", "ServiceRole", "Vpc", "AVeryLongIdOfAConstruct", "émoji😀"},
       "ServiceRoleVpcAVeryLongIdOfAConstructmoji813C1A9B"},
      {{"Default", "Vpc", "Vpc", "日本", "MyDup"}, "VpcMyDup8152BF36"},
      {{"émoji😀", "MyDup", "a b", "PublicSubnet"}, "mojiMyDupabPublicSubnet1E306A0B"},
      {{"Dup"}, "Dup"},
      {{"my-db"}, "mydb"},
      {{"Fn", "Fn", "Vpc", "MyDup"}, "FnVpcMyDup4C190AD2"},
      {{"Api"}, "Api"},
  };
  ASSERT_GE(cases.size(), 40U);
  for (const auto& [ids, expected] : cases)
    EXPECT_EQ(unique_id(ids), expected) << testing::PrintToString(ids);
}

TEST(UniqueId, OfTheRootIsEmptyAndMayLackLetters) {
  EXPECT_EQ(unique_id({}), "");
  EXPECT_EQ(unique_id({"--"}), "");
  EXPECT_THROW(unique_id({"Default"}), std::invalid_argument);
}

// --- unique resource names (cdk-semantics 4.3) ---

struct ResourceName {
  Ids ids;
  UniqueNameOptions options;
  std::string name;
};

TEST(UniqueResourceName, GoldenVectorsOfSection423) {
  EXPECT_EQ(unique_resource_name({"My-Stack", "MyDup", "Dup"}, {.max_length = 20}), "MyStackMyDup947B5C44");
  EXPECT_EQ(unique_resource_name({"Prod", "Publish", "GetStackOutputRole"}, {.max_length = 64}),
            "ProdPublishGetStackOutputRole49363913");
}

TEST(UniqueResourceName, AgreesWithCdkOnRandomPathsAndOptions) {
  const std::vector<ResourceName> cases{
      {{"My-Stack", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "PublicSubnet", "DefaultPolicy", "Resource"},
       {},
       "MyStackLLLLLLLLLLLLLLLLLLLLLLLLLLLLPublicSubnetDefaultPolicy46DEF5DA"},
      {{"prod", "émoji😀", "AVeryLongIdOfAConstruct", "Resource", "日本"},
       {.max_length = 64},
       "prodmojiAVeryLongIdOfAConstructAB07A2F1"},
      {{"Team-A-Service-With-A-Long-Name", "end-"}, {.max_length = 20}, "TeamASameendE18AD66B"},
      {{"My-Stack", "Dup", "AVeryLongIdOfAConstruct", "end-", "--"},
       {.max_length = 21},
       "MyStacuctendA8BC2B5E"},
      {{"prod", "émoji😀", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "--", "émoji😀"},
       {.max_length = 33},
       "prodmojiLLLLLLLLLLLLmojiB40330FB"},
      {{"Team-A-Service-With-A-Long-Name", "Über", "Subnet1", "x_y", "end-"},
       {.max_length = 63, .separator = "-"},
       "TeamAServiceWithALongName-ber-Subnet1-xy-end-D01E72A0"},
      {{"My-Stack", "0", "DefaultPolicy", "Api", "Q#1"},
       {.max_length = 64, .separator = "/", .allowed_special_characters = "/_-"},
       "My-Stack/0/DefaultPolicy/Api/Q1/91D94029"},
      {{"prod", "Subnet1", "Api", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL"},
       {.separator = "--", .allowed_special_characters = "-"},
       "prod--Subnet1--Api--LLLLLLLLLLLLLLLLLLLLLLLLLLLL--D34BC1AF"},
      {{"Team-A-Service-With-A-Long-Name"},
       {.max_length = 40, .allowed_special_characters = "_.#"},
       "TeamAServiceWithALongName"},
      {{"My-Stack", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL"},
       {.max_length = 41, .prefix = "pre-"},
       "pre-MyStackLLLLLLLLLLLLLLLLLLLLLEA18CE3A"},
      {{"prod", "Subnet1", "Default"}, {.max_length = 10}, "p13C007F52"},
      {{"Team-A-Service-With-A-Long-Name"}, {.max_length = 11, .separator = "_"}, "T_2DF92632"},
      {{"My-Stack", "Fn"}, {.allowed_special_characters = "é-ü"}, "MyStackFnE5B82811"},
      {{"prod", "Resource", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "Über", "--"},
       {.max_length = 30, .separator = "·", .allowed_special_characters = "日本é"},
       "prod·LLLLLLLLLLLL·ber·250A8A81"},
      {{"Team-A-Service-With-A-Long-Name"},
       {.allowed_special_characters = " -/"},
       "Team-A-Service-With-A-Long-Name"},
      {{"My-Stack", "cache.v2", "Subnet1", "Subnet1", "PublicSubnet"},
       {.max_length = 50, .allowed_special_characters = "\\-\\\\_"},
       "My-Stackcachev2Subnet1PublicSubnet155E8C8A"},
      {{"prod", "Handler", "my-db", "MyDup", "cache.v2"}, {}, "prodHandlermydbMyDupcachev2C6103C79"},
      {{"Team-A-Service-With-A-Long-Name", "AVeryLongIdOfAConstruct", "Vpc", "end-"},
       {.max_length = 64},
       "TeamAServiceWithALongNameAVeryLongIdOfAConstructVpcend42945EEF"},
      {{"My-Stack", "cache.v2", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "ServiceRole"},
       {.max_length = 20},
       "MyStacceRoleB8D5A71B"},
      {{"prod", "end-", "Vpc", "Resource", "Resource"}, {.max_length = 21}, "prodendVpc8DF66B1D"},
      {{"Team-A-Service-With-A-Long-Name", "Api"}, {.max_length = 33}, "TeamAServiceALongNameApi381D3BE2"},
      {{"My-Stack", "0", "a b"}, {.max_length = 63, .separator = "-"}, "MyStack-0-ab-683BE339"},
      {{"prod", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "AVeryLongIdOfAConstruct", "日本", "Q#1"},
       {.max_length = 64, .separator = "/", .allowed_special_characters = "/_-"},
       "prod/LLLLLLLLLLLLLLLLLLLLLLL/AVeryLongIdOfAConstruct/Q1/702CB80E"},
      {{"Team-A-Service-With-A-Long-Name"},
       {.separator = "--", .allowed_special_characters = "-"},
       "Team-A-Service-With-A-Long-Name"},
      {{"My-Stack"}, {.max_length = 40, .allowed_special_characters = "_.#"}, "MyStack"},
      {{"prod", "a b", "--", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "x_y"},
       {.max_length = 41, .prefix = "pre-"},
       "pre-prodabLLLLLLLLLLLLLLLLLLLLxyAE9B24D9"},
      {{"Team-A-Service-With-A-Long-Name", "émoji😀", "0", "end-"}, {.max_length = 10}, "TdCA233585"},
      {{"My-Stack", "émoji😀", "Default", "0", "Subnet1"}, {.max_length = 11, .separator = "_"}, "M_3A06C53C"},
      {{"prod", "AVeryLongIdOfAConstruct", "0", "Api", "Subnet1"},
       {.allowed_special_characters = "é-ü"},
       "prodAVeryLongIdOfAConstruct0ApiSubnet1F0869180"},
      {{"Team-A-Service-With-A-Long-Name", "Handler"},
       {.max_length = 30, .separator = "·", .allowed_special_characters = "日本é"},
       "TeamAServicme·Handler·157F9083"},
      {{"My-Stack", "DefaultPolicy", "Dup", "Default", "PublicSubnet"},
       {.allowed_special_characters = " -/"},
       "My-StackDefaultPolicyDupPublicSubnet7D451508"},
      {{"prod", "Fn"}, {.max_length = 50, .allowed_special_characters = "\\-\\\\_"}, "prodFnDD4C9824"},
      {{"Team-A-Service-With-A-Long-Name", "ServiceRole", "MyDup", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL"},
       {},
       "TeamAServiceWithALongNameServiceRoleMyDupLLLLLLLLLLLLLLLLLLLLLLLLLLLLC8E9F857"},
      {{"My-Stack", "Q#1"}, {.max_length = 64}, "MyStackQ1B110DA35"},
      {{"prod", "Resource"}, {.max_length = 20}, "prodF335F39F"},
      {{"Team-A-Service-With-A-Long-Name", "LLLLLLLLLLLLLLLLLLLLLLLLLLLL", "Api", "end-"},
       {.max_length = 21},
       "TeamASApiendCDABEEE0"},
      {{"My-Stack", "0", "my-db"}, {.max_length = 33}, "MyStack0mydb3AC21A63"},
      {{"prod", "MyDup", "AVeryLongIdOfAConstruct", "my-db"},
       {.max_length = 63, .separator = "-"},
       "prod-MyDup-AVeryLongIdOfAConstruct-mydb-05FB0707"},
      {{"Team-A-Service-With-A-Long-Name"},
       {.max_length = 64, .separator = "/", .allowed_special_characters = "/_-"},
       "Team-A-Service-With-A-Long-Name"},
      {{"My-Stack", "Dup", "Handler", "my-db"},
       {.separator = "--", .allowed_special_characters = "-"},
       "My-Stack--Dup--Handler--my-db--9A204530"},
      {{"prod", "end-", "--", "MyDup"},
       {.max_length = 40, .allowed_special_characters = "_.#"},
       "prodendMyDup5C773016"},
      {{"Team-A-Service-With-A-Long-Name", "MyDup", "Resource", "DefaultPolicy",
        "LLLLLLLLLLLLLLLLLLLLLLLLLLLL"},
       {.max_length = 41, .prefix = "pre-"},
       "pre-TeamAServiceLLLLLLLLLLLLLLLL9738CC6D"},
      {{"My-Stack", "日本", "ServiceRole", "日本", "cache.v2"}, {.max_length = 10}, "M241887E34"},
      {{"prod", "end-", "0", "日本"}, {.max_length = 11, .separator = "_"}, "p_2FA391C9"},
      {{"Team-A-Service-With-A-Long-Name", "PublicSubnet", "Default", "my-db", "ServiceRole"},
       {.allowed_special_characters = "é-ü"},
       "TeamAServiceWithALongNamePublicSubnetmydbServiceRole74BB4579"},
      {{"My-Stack", "Über", "my-db", "my-db", "Handler"},
       {.max_length = 30, .separator = "·", .allowed_special_characters = "日本é"},
       "MyStack·berdb·Handler·9D1CE358"},
      {{"prod", "DefaultPolicy", "DefaultPolicy", "x_y"},
       {.allowed_special_characters = " -/"},
       "prodDefaultPolicyxy093FEF58"},
      {{"Team-A-Service-With-A-Long-Name", "DefaultPolicy", "PublicSubnet"},
       {.max_length = 50, .allowed_special_characters = "\\-\\\\_"},
       "Team-A-Service-With-AultPolicyPublicSubnet8B6684FD"},
  };
  ASSERT_GE(cases.size(), 40U);
  for (const auto& [ids, options, expected] : cases) {
    EXPECT_EQ(unique_resource_name(ids, options), expected) << testing::PrintToString(ids);
  }
}

TEST(UniqueResourceName, CountsUtf16UnitsAndKeepsCharactersWhole) {
  EXPECT_EQ(unique_resource_name({"Stack", "Id"}, {.max_length = 19, .separator = "😀"}), "Stack😀Id😀5080457D");
  // CDK would leave half of the first separator.
  EXPECT_EQ(unique_resource_name({"Stack", "Id"}, {.max_length = 18, .separator = "😀"}), "StackId😀5080457D");
}

TEST(UniqueResourceName, RefusesWhatItCannotName) {
  EXPECT_THROW(unique_resource_name({"Default"}), std::invalid_argument);
  EXPECT_EQ(
      refusal([] {
        unique_resource_name({"Stack", "Id"}, {.max_length = 9});
      }),
      "a unique name of at most 9 characters leaves no room for \"StackId\" beside its hash of 8; allow at "
      "least 10");
  EXPECT_EQ(unique_resource_name({"Stack"}, {.max_length = 5}), "Stack");  // fits without a hash
}

TEST(UniqueResourceName, RefusesMalformedSetsOfCharacters) {
  const auto with = [](std::string_view set) {
    return refusal([set] { unique_resource_name({"Stack"}, {.allowed_special_characters = set}); });
  };
  EXPECT_EQ(with("_-!"), "the set of allowed special characters \"_-!\" has a range that runs backwards");
  EXPECT_EQ(with("a]"), "the set of allowed special characters \"a]\" contains an unescaped ]");
  EXPECT_EQ(with("\\w"),
            "the set of allowed special characters \"\\w\" has a \\ that does not stand before a special "
            "character");
  EXPECT_EQ(with("_\\"),
            "the set of allowed special characters \"_\\\" has a \\ that does not stand before a special "
            "character");
  EXPECT_EQ(with("-_./:@\\]"), "nothing was refused");
}

TEST(GeneratedPhysicalName, AgreesWithCdk) {
  struct Case {
    std::string_view stack_name;
    std::string_view unique_id;
    std::string_view name;
  };
  const std::vector<Case> cases{
      {"Prod", "StBucketA54EA6ED", "prodstbucketa54ea6ed78501b1c87f1"},
      {"A-Very-Long-Stack-Name-Of-Our-Platform-Team", "StServiceVeryDeepTreeOfConstructsTable9D39DA7C",
       "a-very-long-stack-name-offconstructstable9d39da7cf5e69a2965bf"},
      {"S", "StB0024E6E5", "sstb0024e6e5bd5d505265c3"},
  };
  for (const auto& [stack, id, expected] : cases) {
    EXPECT_EQ(generated_physical_name(stack, id, "eu-west-1", "123456789012"), expected);
  }
}

TEST(GeneratedPhysicalName, NeedsRegionAndAccount) {
  EXPECT_EQ(refusal([] { generated_physical_name("Prod", "ProdB", "", "123456789012"); }),
            "a physical name for \"ProdB\" in the stack \"Prod\" cannot be generated, because its region is "
            "not known "
            "before deployment");
  EXPECT_THROW(generated_physical_name("Prod", "ProdB", "eu-west-1", ""), std::invalid_argument);
}

// --- stacks and stages (cdk-semantics 4.4) ---

struct StackNames {
  std::vector<std::string> ids_below_stage;
  std::string stage;
  StagePrefix rule;
  std::string name;
  std::vector<std::string> ids_below_root;
  std::string artifact_id;
};

TEST(StackName, AndArtifactIdAgreeWithCdk) {
  const std::vector<StackNames> cases{
      {{"One"}, "", StagePrefix::within_limit, "One", {"One"}, "One"},
      {{"Group", "One"},
       "",
       StagePrefix::within_limit,
       "GroupOne6EC76CBD",
       {"Group", "One"},
       "GroupOne6EC76CBD"},
      {{"Svc"}, "St", StagePrefix::within_limit, "St-Svc", {"St", "Svc"}, "StSvc2EED0198"},
      {{"Group", "Svc"},
       "St",
       StagePrefix::within_limit,
       "St-GroupSvc0DD2ED09",
       {"St", "Group", "Svc"},
       "StGroupSvc3FFE3F38"},
      {{"Svc"},
       "Prod-Eu",
       StagePrefix::within_limit,
       "Prod-Eu-Svc",
       {"Prod", "Eu", "Svc"},
       "ProdEuSvc4F47E18E"},
      {{rep('S', 120)},
       "St",
       StagePrefix::within_limit,
       "St-" + rep('S', 120),
       {"St", rep('S', 120)},
       "St" + rep('S', 118) + "6FA386EC"},
      {{rep('S', 125)},
       "Stage",
       StagePrefix::within_limit,
       "Stage-" + rep('S', 114) + "ECEC9B59",
       {"Stage", rep('S', 125)},
       "Stage" + rep('S', 115) + "887CB74F"},
      {{"Grp", rep('S', 125)},
       "Stage",
       StagePrefix::within_limit,
       "Stage-Grp" + rep('S', 111) + "B9A565BA",
       {"Stage", "Grp", rep('S', 125)},
       "StageGrp" + rep('S', 112) + "1167F062"},
      {{rep('G', 70), rep('S', 71)},
       "",
       StagePrefix::within_limit,
       rep('G', 60) + rep('S', 60) + "1440A8A0",
       {rep('G', 70), rep('S', 71)},
       rep('G', 60) + rep('S', 60) + "1440A8A0"},
      {{rep('S', 128)}, "", StagePrefix::within_limit, rep('S', 128), {rep('S', 128)}, rep('S', 128)},
      {{rep('S', 127)},
       rep('P', 30),
       StagePrefix::within_limit,
       rep('P', 30) + "-" + rep('S', 89) + "A0A58F48",
       {rep('P', 30), rep('S', 127)},
       rep('P', 30) + rep('S', 90) + "D50F3134"},
  };
  for (const StackNames& one : cases) {
    EXPECT_EQ(stack_name(views(one.ids_below_stage), one.stage, one.rule), one.name);
    EXPECT_EQ(stack_artifact_id(views(one.ids_below_root)), one.artifact_id);
  }
}

TEST(StackName, OutsideTheLimitThePrefixMayMakeItTooLong) {
  const std::string id = rep('S', 125);
  const std::string name = stack_name({id}, "Stage", StagePrefix::outside_limit);
  EXPECT_EQ(name, "Stage-" + id);
  EXPECT_FALSE(is_valid_stack_name(name));
  EXPECT_TRUE(is_valid_stack_name(stack_name({id}, "Stage")));
}

TEST(StackName, NeedsAnId) {
  EXPECT_THROW(stack_name({}), std::invalid_argument);
  EXPECT_THROW(stack_name({""}), std::invalid_argument);
}

TEST(StackName, ValidityIsThatOfCloudFormation) {
  for (std::string_view name : {"A", "a-1", "Prod-Svc"}) EXPECT_TRUE(is_valid_stack_name(name)) << name;
  for (std::string_view name : {"", "1a", "-a", "a_b", "a.b", "é"})
    EXPECT_FALSE(is_valid_stack_name(name)) << name;
  EXPECT_TRUE(is_valid_stack_name(rep('a', 128)));
  EXPECT_FALSE(is_valid_stack_name(rep('a', 129)));
}

TEST(StackArtifactId, ReplacesEveryUtf16UnitThatAFileNameShouldNotHold) {
  EXPECT_EQ(stack_artifact_id({"Über 😀.x"}), "_ber___.x");
  EXPECT_EQ(stack_artifact_id({"Gé", "S😀"}), "GS2D25B5D3");
  EXPECT_EQ(stack_artifact_id({"a_b-c.d"}), "a_b-c.d");
}

TEST(TemplateFileName, FollowsTheArtifactOrTheNestedStack) {
  EXPECT_EQ(template_file_name("StSvc2EED0198"), "StSvc2EED0198.template.json");
  EXPECT_EQ(nested_template_file_name("StSvcNest67B2E815"), "StSvcNest67B2E815.nested.template.json");
}

TEST(Stage, IdsNamesAndArtifacts) {
  for (std::string_view id : {"Prod", "p", "a-b_c.9"}) EXPECT_TRUE(is_valid_stage_id(id)) << id;
  for (std::string_view id : {"", "9a", "-a", "a b", "é", "a/b"}) EXPECT_FALSE(is_valid_stage_id(id)) << id;
  EXPECT_EQ(stage_name("", "Prod"), "Prod");
  EXPECT_EQ(stage_name("Prod", "Eu"), "Prod-Eu");
  EXPECT_EQ(stage_name("Prod", ""), "Prod");
  EXPECT_EQ(assembly_artifact_id("Prod/Eu"), "assembly-Prod-Eu");
  EXPECT_EQ(assembly_artifact_id("a_b.c"), "assembly-a_b.c");
  EXPECT_EQ(assembly_artifact_id("-Prod/Eu--"), "assembly-Prod-Eu");
  EXPECT_EQ(assembly_artifact_id("--"), "assembly-");
  EXPECT_EQ(assembly_artifact_id(""), "");
}

// --- references between stacks (cdk-semantics 4.11, 4.12) ---

TEST(ExportName, GoldenVectorsOfSection423) {
  EXPECT_EQ(export_name("Prod-A", {"Exports", "Output{\"Fn::GetAtt\":[\"Bucket83908E77\",\"Arn\"]}"}),
            "Prod-A:ExportsOutputFnGetAttBucket83908E77Arn063C8555");
  EXPECT_EQ(export_name("Prod-A", {"Exports", "Output{\"Ref\":\"Bucket83908E77\"}"}),
            "Prod-A:ExportsOutputRefBucket83908E7781C90AC0");
  EXPECT_EQ(export_name("Prod", {"Exports", "Output{\"Fn::GetAtt\":[\"Q\",\"Arn\"]}"}),
            "Prod:ExportsOutputFnGetAttQArn699449FF");
}

TEST(ExportName, IsCutAtTheFrontOfTheId) {
  std::string deep = "Deep";
  for (int i = 0; i < 30; ++i) deep += "Tree";
  for (int i = 0; i < 20; ++i) deep += "Other";
  const std::string output = "Output{\"Fn::GetAtt\":[\"" + deep + "D082772E\",\"Arn\"]}";
  for (std::size_t size : {100U, 128U}) {
    const std::string stack = rep('P', size);
    const std::string name = export_name(stack, {"Exports", output});
    const std::string id = "ExportsOutputFnGetAtt" + deep.substr(0, 219) + "A8594B0F";
    EXPECT_EQ(name, stack + ":" + id.substr(id.size() - (255 - 1 - size)));
    EXPECT_TRUE(is_valid_export_name(name));
  }
  EXPECT_EQ(export_name(rep('P', 255), {"Exports", output}), rep('P', 255) + ":");
}

TEST(ExportName, ValidityIsThatOfCloudFormation) {
  EXPECT_TRUE(is_valid_export_name("Prod-A:ExportsOutput1"));
  EXPECT_FALSE(is_valid_export_name(""));
  EXPECT_FALSE(is_valid_export_name("a_b"));
  EXPECT_FALSE(is_valid_export_name(rep('a', 256)));
}

TEST(CrossRegionExportKey, GoldenVectorOfSection423) {
  EXPECT_EQ(cross_region_export_key("Cons", "Prod", "us-east-1", "{\"Fn::GetAtt\":[\"Q\",\"Arn\"]}"),
            "/cdk/exports/Cons/Produseast1FnGetAttQArn42D1BAC1");
}

TEST(NestedStackIds, GoldenVectorsOfSection423) {
  EXPECT_EQ(logical_id({nested_parameter_id(unique_id({"A", "P"}), "Arn")}), "referencetoAP62ABBF06Arn");
  EXPECT_EQ(nested_parameter_id("AP62ABBF06", "Arn"), "reference-to-AP62ABBF06Arn");
  EXPECT_EQ(nested_output_id(unique_id({"A", "N", "Q"}), "Arn"), "ANQ45092428Arn");
}

// --- asset manifests (cdk-semantics 4.16) ---

TEST(AssetDestinationKey, AgreesWithCdk) {
  EXPECT_EQ(
      asset_destination_key(
          "", "",
          R"({"bucketName":"cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}","objectKey":"454eaf97c1f9c19ed6c1b3263bd610acb505c49e66720953a6e717638f4fe6d7.json","assumeRoleArn":"arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-file-publishing-role-${AWS::AccountId}-${AWS::Region}"})"),
      "current_account-current_region-a2581fa5");
  EXPECT_EQ(
      asset_destination_key(
          "123456789012", "eu-west-1",
          R"({"bucketName":"cdk-hnb659fds-assets-123456789012-eu-west-1","objectKey":"454eaf97c1f9c19ed6c1b3263bd610acb505c49e66720953a6e717638f4fe6d7.json","region":"eu-west-1","assumeRoleArn":"arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-123456789012-eu-west-1"})"),
      "123456789012-eu-west-1-1f5aa497");
}

TEST(IdPath, IsMadeFromListsArraysAndVectors) {
  const std::vector<std::string_view> vector{"Fn", "Resource"};
  const std::string_view array[] = {"Fn", "Resource"};
  EXPECT_EQ(logical_id(vector), "Fn9270CBC0");
  EXPECT_EQ(logical_id(array), "Fn9270CBC0");
  EXPECT_EQ(logical_id(std::span<const std::string_view>(vector)), "Fn9270CBC0");
}

}  // namespace
}  // namespace tenon
