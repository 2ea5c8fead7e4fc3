// One section of a network (stem, block, head) as the lines of a Python class.
#pragma once

#include <string>

#include "model/interop/Graph.h"
#include "model/interop/PythonCode.h"

namespace isonet::interop {

struct PythonSection {
    PythonCode constructor;  // lines that create the modules, indented
    std::string forward;     // lines that turn x into the result, indented
};

PythonSection pythonSection(const Section& section);

}  // namespace isonet::interop
