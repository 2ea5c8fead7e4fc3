// Which field of a sweep's form a problem belongs to.
#pragma once

#include <string>

#include "training/sweeps/SweepFile.h"

namespace isonet::widgets {

// Whether the problem names the key, a part of it, or it as a key of `vary` or `sample`.
bool isAbout(const spec::Problem& problem, const std::string& key);

// Whether the problem is about how a key varies, and not about a value.
bool isOfVariedKey(const spec::Problem& problem);

// Whether the experiment of `text` with what `alone` varies, and nothing else, is invalid, whatever sample is drawn.
bool failsAlone(const sweeps::SweepText& text, const sweeps::SweepText& alone);

}  // namespace isonet::widgets
