# Writes a header with the text of files:
#   cmake -DHEADER=<file> -DNAMESPACE=<a::b> -DTEXTS=<file>,<file>... -P embed_texts.cmake
string(REPLACE "," ";" texts "${TEXTS}")

set(header "#pragma once\n\n#include <string_view>\n\nnamespace ${NAMESPACE} {\n")
foreach(path IN LISTS texts)
  cmake_path(GET path STEM LAST_ONLY name)
  # Read as hexadecimal digits: as text, CMake would take brackets and semicolons for parts of a list.
  file(READ "${path}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
  # A line of the header for each line of the text.
  string(REPLACE "\\x0a" "\\n\"\n    \"" bytes "${bytes}")
  string(APPEND header "\ninline constexpr std::string_view ${name} =\n    \"${bytes}\";\n")
endforeach()
string(APPEND header "\n}  // namespace ${NAMESPACE}\n")
file(WRITE "${HEADER}" "${header}")
