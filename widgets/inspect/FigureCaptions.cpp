#include "widgets/inspect/FigureCaptions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

#include "model/base/NumberText.h"

namespace isonet::widgets {
namespace {

constexpr double roundingOfWeights = 1e-6;  // of float32 values of order one

// "−0.41": three significant digits; rounding error is 0.
std::string number(double value) {
    if (std::isinf(value))
        return value > 0 ? "infinity" : "−infinity";
    if (std::abs(value) < 1e-9)
        return "0";
    const std::string text = base::significant(std::abs(value), 3);
    return value < 0 ? "−" + text : text;
}

// "six", "1,024"; "none" for 0.
std::string count(std::int64_t value) {
    static constexpr std::array words{"none",  "one",   "two",  "three", "four",   "five",  "six",
                                      "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    return value >= 0 && value < std::int64_t(words.size()) ? words[std::size_t(value)] : base::grouped(value);
}

std::string are(std::int64_t value) {
    return value == 1 ? " is " : " are ";
}

std::string place(int x, int y) {
    return "(" + number(x) + ", " + number(y) + ")";
}

struct Extremes {
    double low = 0, high = 0;
    std::size_t lowAt = 0, highAt = 0;
};

// nullopt if a value is not finite, or there are none.
template <typename T>
std::optional<Extremes> extremesOf(const std::vector<T>& values) {
    if (values.empty() || !std::ranges::all_of(values, [](T each) { return std::isfinite(each); }))
        return std::nullopt;
    const auto [low, high] = std::ranges::minmax_element(values);
    return Extremes{double(*low), double(*high), std::size_t(low - values.begin()), std::size_t(high - values.begin())};
}

template <typename T>
std::string notFinite(const std::vector<T>& values) {
    const auto bad = std::ranges::count_if(values, [](T each) { return !std::isfinite(each); });
    const std::string number = count(bad), all = base::grouped(std::int64_t(values.size()));
    return bad == 0 ? std::string() : "Not finite: " + number + " of " + all + ".";
}

std::string span(const Extremes& ends) {
    return ends.low == ends.high ? number(ends.low) : "from " + number(ends.low) + " to " + number(ends.high);
}

// "1st", "2nd", "11th".
std::string ordinal(std::int64_t n) {
    const auto last = n % 10, teens = n % 100 / 10;
    return base::grouped(n) + (teens == 1 ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
}

}  // namespace

std::string kernelCaption(const model::LayerMaps& layer) {
    const auto ends = extremesOf(layer.kernel);
    if (!ends)
        return notFinite(layer.kernel);
    const auto zeros = std::ranges::count(layer.kernel, 0.0F);
    const auto all = std::int64_t(layer.kernel.size());
    if (zeros == all)
        return "All " + base::grouped(all) + " entries are 0.";
    return "Entries " + span(*ends) +
           (zeros == 0 ? ", none is 0." : "; " + count(zeros) + " of " + base::grouped(all) + are(zeros) + "0.");
}

std::string shiftCaption(const model::LayerMaps& layer) {
    const auto ends = extremesOf(layer.residual);
    if (!ends)
        return notFinite(layer.residual);
    const std::size_t shifts = std::size_t(layer.shiftRows) * std::size_t(layer.shiftColumns);
    std::vector<double> squares(shifts);
    for (std::size_t i = 0; i < layer.residual.size(); ++i)
        squares[i % shifts] += double(layer.residual[i]) * double(layer.residual[i]);
    double all = 0;
    for (const double square : squares)
        all += square;
    const double d = std::sqrt(all);
    if (d < roundingOfWeights)
        return "Conv(A, A) = δ up to rounding: d = " + number(d) + ".";
    const std::size_t center =
        std::size_t(layer.shiftRows / 2) * std::size_t(layer.shiftColumns) + std::size_t(layer.shiftColumns / 2);
    const double share = std::round(100 * squares[center] / all);
    std::string text = "d = " + number(d) + "; " + base::fixed(share, 0) + " % of d² lies at shift (0, 0)";
    squares[center] = -1;
    const auto most = std::ranges::max_element(squares);
    if (shifts > 1 && *most > roundingOfWeights * roundingOfWeights) {
        const int at = int(most - squares.begin());
        text += ", the most of the rest at " +
                place(layer.shiftStep() * (at % layer.shiftColumns - layer.shiftColumns / 2),
                      layer.shiftStep() * (at / layer.shiftColumns - layer.shiftRows / 2)) +
                ": norm " + number(std::sqrt(*most));
    }
    return text + ".";
}

std::string channelCaption(const model::LayerMaps& layer, int row, int column) {
    const std::size_t shifts = std::size_t(layer.shiftRows) * std::size_t(layer.shiftColumns);
    const std::size_t shift = std::size_t(row) * std::size_t(layer.shiftColumns) + std::size_t(column);
    if (layer.residual.empty() || shift >= shifts)
        return {};
    std::size_t most = 0;
    double largest = -1;
    for (std::size_t pair = 0; pair * shifts < layer.residual.size(); ++pair) {
        const double size = std::abs(double(layer.residual[pair * shifts + shift]));
        if (size > largest)
            largest = size, most = pair;
    }
    if (largest < roundingOfWeights)
        return "Every entry is 0 up to rounding.";
    const auto n = std::size_t(layer.channels), group = most / (n * n);
    const std::size_t a = group * n + most / n % n, b = group * n + most % n;
    return "The largest entry is " + number(double(layer.residual[most * shifts + shift])) +
           (a == b ? ", of channel " + std::to_string(a) + " with itself."
                   : ", of channels " + std::to_string(a) + " and " + std::to_string(b) + ".");
}

std::string spectrumCaption(const model::LayerMaps& layer) {
    const auto& sigma = layer.sigma;
    const auto ends = extremesOf(sigma);
    if (!ends)
        return notFinite(sigma);
    const double off = std::max(std::abs(ends->low - 1), std::abs(ends->high - 1));
    if (off < roundingOfWeights)
        return "Every σ is 1 up to rounding: no direction is amplified or attenuated.";
    std::string text = "σ " + span(*ends);
    const auto all = std::int64_t(sigma.size());
    const auto lost = std::ranges::count_if(sigma, [](double each) { return each < lostSigma; });
    const auto weak = std::ranges::count_if(sigma, [](double each) { return each < nearlyLostSigma; }) - lost;
    const auto strong = std::ranges::count_if(sigma, [](double each) { return each > amplifiedSigma; });
    std::vector<std::string> parts;
    const auto add = [&](std::int64_t number, const std::string& what) {
        if (number > 0)
            parts.push_back(count(number) + (parts.empty() ? " of " + base::grouped(all) + " directions" : "") +
                            are(number) + what);
    };
    add(lost, "lost (σ = 0)");
    add(weak, "nearly lost (below " + number(nearlyLostSigma) + ")");
    add(strong, "amplified (above " + number(amplifiedSigma) + ")");
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? ": " : ", ") + parts[i];
    if (parts.empty())
        text += ": all within " + number(off) + " of 1";
    return text + ".";
}

std::string frequencyCaption(const model::LayerMaps& layer, const std::vector<float>& values) {
    const auto ends = extremesOf(values);
    if (!ends)
        return notFinite(values);
    if (ends->high - ends->low <= roundingOfWeights * std::max(std::abs(ends->high), std::abs(ends->low)))
        return "The same at every frequency up to rounding: " + number(ends->high) + ".";
    // A real kernel has the same values at opposite frequencies: the one to the right is named.
    const auto at = [&](double value, std::size_t first) {
        const int columns = layer.frequencyColumns, half = columns / 2, halfRows = layer.frequencyRows / 2;
        int x = int(first) % columns - half, y = int(first) / columns - halfRows;
        std::int64_t equal = 0;
        for (const float each : values)
            equal += std::abs(double(each) - value) <= roundingOfWeights * std::abs(value);
        if (x < 0 && -x < columns - half && -y < layer.frequencyRows - halfRows)
            x = -x, y = -y;
        if (y < 0 && x == 0 && -y < layer.frequencyRows - halfRows)
            y = -y;
        const bool alone = equal == 1;
        return alone ? "at frequency " + place(x, y)
                     : "at " + count(equal) + " frequencies, one of them " + place(x, y);
    };
    return "From " + number(ends->low) + " " + at(ends->low, ends->lowAt) + " to " + number(ends->high) + " " +
           at(ends->high, ends->highAt) + ".";
}

std::string offsetCaption(const model::LayerMaps& layer) {
    const auto ends = extremesOf(layer.offsets);
    if (!ends)
        return notFinite(layer.offsets);
    const auto all = std::int64_t(layer.offsets.size());
    if (ends->low == ends->high)
        return "b is " + number(ends->low) + " in " +
               (all == 1 ? "the one channel." : "all " + base::grouped(all) + " channels.");
    double sum = 0;
    for (const double each : layer.offsets)
        sum += each;
    const auto positive = std::ranges::count_if(layer.offsets, [](double each) { return each > 0; });
    return "b " + span(*ends) + ", mean " + number(sum / double(all)) + "; " + count(positive) + " of " +
           base::grouped(all) + are(positive == 0 ? 1 : positive) + "above 0.";
}

std::string rankCaption(const std::vector<model::LayerReport>& layers, const std::string& name) {
    const auto found = std::ranges::find(layers, name, &model::LayerReport::name);
    if (found == layers.end())
        return {};
    if (!std::isfinite(found->deviation))
        return name + ": d is not finite.";
    if (found->deviation < roundingOfWeights)
        return name + ": d is 0 up to rounding; W = " + number(found->weightDeviation) + ".";
    const double within = roundingOfWeights * found->deviation;
    const auto larger = std::ranges::count_if(layers, [&](const auto& each) {
        return !std::isfinite(each.deviation) || each.deviation > found->deviation + within;
    });
    const auto equal = std::ranges::count_if(
        layers, [&](const auto& each) { return std::abs(each.deviation - found->deviation) <= within; });
    return name + " has the " + (larger == 0 ? "" : ordinal(larger + 1) + " ") + "largest d of " +
           count(std::int64_t(layers.size())) + " layers" +
           (equal == 1 ? "" : ", as " + count(equal - 1) + (equal == 2 ? " other has" : " others have")) + ": " +
           number(found->deviation) + "; W = " + number(found->weightDeviation) + ".";
}

std::string gainCaption(const std::vector<double>& forward, const std::vector<double>& backward) {
    const auto signal = extremesOf(forward), gradient = extremesOf(backward);
    if (!signal || !gradient)
        return notFinite(signal ? backward : forward);
    return "Gain " + span(*signal) + " forward, " + span(*gradient) + " backward, over " +
           count(std::int64_t(forward.size())) + (forward.size() == 1 ? " convolution." : " convolutions.");
}

std::string jacobianCaption(const std::vector<std::vector<double>>& images, bool complete) {
    std::vector<double> values;
    for (const auto& image : images)
        values.insert(values.end(), image.begin(), image.end());
    const auto ends = extremesOf(values);
    if (!ends)
        return notFinite(values);
    std::string text = (complete ? "σ " : "The leading σ ") + span(*ends);
    if (complete && ends->low > lostSigma)
        text += ": the largest is " + number(ends->high / ends->low) + " times the smallest";
    return text + (images.size() == 1 ? ", at one image." : ", at " + count(std::int64_t(images.size())) + " images.");
}

}  // namespace isonet::widgets
