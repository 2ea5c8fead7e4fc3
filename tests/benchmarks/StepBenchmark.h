#pragma once

#include <ostream>

namespace isonet::benchmarks {

void runSmallStepBenchmark(std::ostream& out);     // ISONet-20, 128 images of 32x32
void runImageNetStepBenchmark(std::ostream& out);  // ISONet-34, 16 images of 224x224

}  // namespace isonet::benchmarks
