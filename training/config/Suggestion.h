// "Did you mean": the nearest of some words to a misspelt one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace isonet::config {

// Smallest number of inserted, removed, exchanged or swapped neighbouring characters that turns one word into another
// (optimal string alignment). Upper and lower case count as equal.
int editDistance(std::string_view left, std::string_view right);

// "; did you mean 'depth'?" for the nearest candidate within a third of the word's length (at least two edits, never
// the whole word); empty when none is near.
std::string didYouMean(std::string_view word, std::span<const std::string_view> candidates);

// "a, b, c".
std::string joined(std::span<const std::string_view> words);

}  // namespace isonet::config
