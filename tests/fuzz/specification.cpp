// The facts that tenon-specgen reads: a service, an overlay for it, an IAM service and the regions, between
// lines of dashes. What is accepted can be generated from.
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "../../src/specgen/generate.hpp"
#include "../../src/specgen/read.hpp"
#include "fuzz.hpp"

namespace {

namespace fs = std::filesystem;

struct File {
  const char* name;
  const char* otherwise;  // null: the file may be missing
};
constexpr File files[] = {{"services/sqs.json", R"({"namespace": "AWS::SQS", "resources": {}})"},
                          {"overlay/sqs.json", nullptr},
                          {"iam/sqs.json", nullptr},
                          {"regions.json", R"({"sets": {}})"}};

/// Always of the same name, which is among what is compared: each run has a temporary folder of its own.
fs::path write_folder(const std::vector<std::string>& parts) {
  static const fs::path folder = fs::temp_directory_path() / "tenon-fuzz-spec";
  for (const char* below : {"services", "overlay", "iam"}) fs::create_directories(folder / below);
  std::ofstream(folder / "lock.json") << R"({"sha256": "0"})";
  for (std::size_t i = 0; i < std::size(files); ++i) {
    const std::string given = fuzz::part(parts, i);
    const fs::path file = folder / files[i].name;
    if (given.empty() && files[i].otherwise == nullptr) {
      fs::remove(file);
    } else {
      std::ofstream(file, std::ios::binary) << (given.empty() ? files[i].otherwise : given);
    }
  }
  return folder;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fs::path folder = write_folder(fuzz::parts_of(fuzz::text_of(data, size)));
  try {
    tenon::specgen::generate(tenon::specgen::read_spec(folder), folder / "out");
  } catch (const std::exception& error) {
    // main() prints whatever it is; what is wrong with a file names it.
    fuzz::require(!std::string_view(error.what()).empty(), "a refusal says why");
  }
  return 0;
}
