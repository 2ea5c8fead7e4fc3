#pragma once

#include "app/bench/Benchmark.h"

namespace isonet::benchmarks {

// Training images per second: the loader against plain OpenCV (decode each file whole, then convert, crop, resize,
// normalize and split into planes in separate passes) with the same number of threads. Uses generated JPEG files, or
// the images below a folder.
Benchmark loaderBenchmark();

}  // namespace isonet::benchmarks
