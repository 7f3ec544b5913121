# tollgate_embed(OUTPUT NAMESPACE FUNCTION HEADER FILES…): a .cpp with `std::string_view FUNCTION(std::string_view name)`
# that gives the text of the file of that name (without folder and extension), or an empty text.
function(tollgate_embed output namespace function header)
  set(cases "")
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    string(APPEND cases "  if (name == \"${name}\") return R\"tollgate(${text})tollgate\";\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} @ONLY CONTENT
    "// Made by cmake/embed.cmake.\n#include \"@header@\"\n\nnamespace @namespace@ {\n\nstd::string_view @function@(std::string_view name) {\n@cases@  return {};\n}\n\n}  // namespace @namespace@\n")
endfunction()
