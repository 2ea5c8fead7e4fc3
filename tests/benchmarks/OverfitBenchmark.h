#pragma once

#include <ostream>
#include <string>

namespace isonet::benchmarks {

// Can the detector learn, and how soon: the preset detect-small on the first eight images of COCO's 2017 layout in
// `folder` (annotations/instances_train2017.json, train2017/), evaluated on the same eight after every hundred batches.
// Ends when the box and the mask AP are what is wanted of two cores, 50 % and 40 % within fifteen minutes, or with the
// preset; prints both with the time they took. Throws training::DataError, config::ConfigError.
void runOverfitBenchmark(std::ostream& out, const std::string& folder);

}  // namespace isonet::benchmarks
