// "Did you mean" suggestions for misspelled words.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace isonet::base {

// Smallest number of inserted, removed, exchanged or swapped neighboring characters that turns one word into another
// (optimal string alignment). Upper and lower case count as equal.
int editDistance(std::string_view left, std::string_view right);

// "; did you mean 'depth'?" for the nearest candidate within a third of the word's length (at least two edits, never
// the whole word); empty when none is near.
std::string didYouMean(std::string_view word, std::span<const std::string_view> candidates);

// "a, b, c".
std::string joined(std::span<const std::string_view> words);

}  // namespace isonet::base
