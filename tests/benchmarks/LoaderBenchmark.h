#pragma once

#include <ostream>
#include <string>

namespace isonet::benchmarks {

// Training images a second: the loader against a plain way (every file decoded whole by OpenCV, converted, cropped,
// resized, made float, normalised and divided into planes, each a step of its own), with the same number of threads.
void runLoaderBenchmark(std::ostream& out);
// The same on the images below `folder`. Throws training::DataError where there are none.
void runLoaderBenchmarkOn(std::ostream& out, const std::string& folder);

}  // namespace isonet::benchmarks
