#pragma once

/// \file
/// The names that CDK's rules give to things, as pure functions from ids to text. The numbers are those of
/// the sections on CDK's semantics in the project's reference.
///
/// Every function takes ids as a construct holds them, that is after `sanitize_id`, in UTF-8. Lengths and
/// limits count UTF-16 code units, as CDK counts them; for ASCII that is bytes. A rule that a user broke is
/// reported by std::invalid_argument with a sentence that can be shown as it is; nothing else is thrown but
/// std::bad_alloc and, if libcrypto bars the digest, std::runtime_error. All functions may be called from
/// several threads at once.

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace tenon {

/// Ids from the outermost construct to the innermost. Made from a braced list, an array or a vector of
/// string_view.
class IdPath {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a parameter type that stands for its sources.
  constexpr IdPath(std::span<const std::string_view> ids) : ids_(ids) {}
  constexpr IdPath(std::initializer_list<std::string_view> ids) : ids_(ids.begin(), ids.size()) {}
  template <class Range>
  requires requires(const Range& range) { std::span<const std::string_view>(range); }
  constexpr IdPath(const Range& range) : ids_(range) {}
  // NOLINTEND(google-explicit-constructor)

  /// Number of ids.
  constexpr std::size_t size() const { return ids_.size(); }
  /// Whether this is the path of the root, or of a stack below itself.
  constexpr bool empty() const { return ids_.empty(); }
  /// The id at a position, 0 being the outermost.
  constexpr std::string_view operator[](std::size_t i) const { return ids_[i]; }
  constexpr auto begin() const { return ids_.begin(); }
  constexpr auto end() const { return ids_.end(); }

 private:
  std::span<const std::string_view> ids_;
};

// --- ids and addresses (4.1) ---

/// The id as a construct holds it: every `/` and every newline becomes `--` (4.1).
std::string sanitize_id(std::string_view id);

/// Address of a construct: `c8` and the SHA-1 of the ids from the root (whose id is usually empty) to the
/// construct, each followed by a newline, those called `Default` left out (4.1).
std::string addr(IdPath ids_from_root);

// --- logical ids (4.2) ---

/// Longest logical id that CloudFormation takes.
inline constexpr std::size_t max_logical_id_length = 255;

/// Logical id of an element from the ids below its stack (4.2): letters and digits of the ids, then eight
/// hexadecimal digits that keep paths apart, which a single id does not need. Throws when no id is left after
/// `Default` is dropped, or no letter or digit.
std::string logical_id(IdPath ids_below_stack);

/// Whether CloudFormation takes the text as a logical id: 1 to 255 ASCII letters and digits.
bool is_valid_logical_id(std::string_view id);

/// The rule of `logical_id` over all ids below the root (4.3). An empty path gives an empty text; a single id
/// without any letter or digit gives one too. Throws when all ids are `Default`.
std::string unique_id(IdPath ids_below_root);

// --- unique resource names (4.3) ---

/// How `unique_resource_name` writes a name.
struct UniqueNameOptions {
  /// Longest name, in UTF-16 code units. Default: 256.
  std::size_t max_length = 256;
  /// Text between the parts, and before the hash. Default: none.
  std::string_view separator{};
  /// Characters kept beside letters and digits, in the notation of the inside of a regular expression's
  /// brackets:
  /// `-_.` are three characters, `+-.` a range, `\` takes the next character as it is. Default: none.
  std::string_view allowed_special_characters{};
  /// Text before the name, counted in its length but not in its hash. Default: none.
  std::string_view prefix{};
};

/// A physical name from the stack's name and the ids below it (4.3). Where it is too long, the middle is cut
/// out; a character beyond U+FFFF at the cut is dropped whole, where CDK would leave half of it. Throws when
/// all ids are `Default`, when a name must be cut and `max_length` is less than 10, which leaves nothing
/// beside the hash, and when `allowed_special_characters` is malformed (a range backwards, a `]`, a `\`
/// before a letter, a digit or the end).
std::string unique_resource_name(IdPath stack_name_and_ids, const UniqueNameOptions& options = {});

/// Physical name that a construct gets when another environment refers to it
/// (`PhysicalName.GENERATE_IF_NEEDED`, 4.3): lower-case start of the stack's name, end of the unique id and
/// twelve digits of a SHA-256. Throws when the region or the account is empty, that is unknown until
/// deployment.
std::string generated_physical_name(std::string_view stack_name, std::string_view unique_id,
                                    std::string_view region, std::string_view account);

// --- stacks and stages (4.4) ---

/// Longest name of a stack.
inline constexpr std::size_t max_stack_name_length = 128;

/// Whether a stage's name counts towards the 128 characters of a stack's name. CDK's recommended flag
/// `includePrefixInUniqueNameGeneration` says that it does.
enum class StagePrefix { within_limit, outside_limit };

/// Default name of a stack from the ids below its stage, and the name of that stage (empty: none) (4.4).
/// Throws when there is no id. The result still has to pass `is_valid_stack_name`.
std::string stack_name(IdPath ids_below_stage, std::string_view stage_name = {},
                       StagePrefix rule = StagePrefix::within_limit);

/// Whether CloudFormation takes the name: a letter, then letters, digits and dashes, 128 at most.
bool is_valid_stack_name(std::string_view name);

/// Artifact id of a stack in the cloud assembly, from the ids below the root (4.4).
std::string stack_artifact_id(IdPath ids_below_root);

/// File of a stack's template: the artifact id and `.template.json` (4.4).
std::string template_file_name(std::string_view artifact_id);

/// File of a nested stack's template: the unique id of the nested stack and `.nested.template.json` (4.4).
std::string nested_template_file_name(std::string_view unique_id);

/// Whether the text may be the id of a stage: a letter, then letters, digits, `-`, `_` and `.` (4.4).
bool is_valid_stage_id(std::string_view id);

/// Name of a stage: the name of the enclosing stage and its own, joined by a dash, empty ones left out (4.4).
std::string stage_name(std::string_view enclosing_stage_name, std::string_view own_name);

/// Artifact id and folder of a stage's assembly from the stage's path: `assembly-` and the path with dashes
/// for slashes; empty for an empty path, the app itself (4.4).
std::string assembly_artifact_id(std::string_view stage_path);

// --- references between stacks (4.11, 4.12) ---

/// Longest name of a CloudFormation export.
inline constexpr std::size_t max_export_name_length = 255;

/// Name of the export of a value: the producing stack's name, a colon and the unique id of the ids below the
/// stack, usually `Exports` and `Output` with the reference as compact JSON; cut at the front of the id to
/// 255 in all (4.11).
std::string export_name(std::string_view stack_name, IdPath ids_below_stack);

/// Whether CloudFormation takes the text as an export's name: 1 to 255 ASCII letters, digits, `-` and `:`
/// (4.9).
bool is_valid_export_name(std::string_view name);

/// SSM parameter that carries a value to another region: `/cdk/exports/`, the consuming stack's name, `/`,
/// and the unique id of the producing stack's name, its region and the reference as compact JSON (4.11).
std::string cross_region_export_key(std::string_view consumer_stack_name,
                                    std::string_view producer_stack_name, std::string_view producer_region,
                                    std::string_view reference_json);

/// Construct id of the parameter by which a nested stack receives a value: `reference-to-`, unique id of the
/// target, attribute (4.12).
std::string nested_parameter_id(std::string_view target_unique_id, std::string_view attribute);

/// Construct id of the output by which a nested stack gives a value: unique id of the target, attribute
/// (4.12).
std::string nested_output_id(std::string_view target_unique_id, std::string_view attribute);

// --- asset manifests (4.16) ---

/// Key of a destination in an asset manifest: account, region and eight digits of the SHA-256 of the
/// destination's compact JSON (4.16). An empty account or region is one that is unknown until deployment.
std::string asset_destination_key(std::string_view account, std::string_view region,
                                  std::string_view destination_json);

}  // namespace tenon
