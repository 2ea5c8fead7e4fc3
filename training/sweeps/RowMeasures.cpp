#include "training/sweeps/RowMeasures.h"

#include "model/base/NumberText.h"
#include "training/sweeps/RowGroups.h"

namespace isonet::sweeps {
namespace {

std::string percentText(double value) {
    return base::fixed(value, 2);
}

// "0.0123", "1.24e-6", "1390".
std::string shortText(double value, int digits) {
    return value >= 100 && value < 1e6 ? base::fixed(value, 0) : base::significant(value, digits);
}

std::string threeDigits(double value) {
    return shortText(value, 3);
}

std::string twoDigits(double value) {
    return shortText(value, 2);
}

constexpr RowMeasure measures[] = {
    {"test_top1", "test top-1", "Test top-1",
     "Top-1 on the test split in percent, measured once at the end with the weights of the best epoch on the "
     "validation images",
     true, [](const RowResult& result) { return result.test; }, percentText, percentText},
    {"mean_deviation", "deviation", "Deviation",
     "Mean over the convolutions of the penalty's ‖Conv(A, A) − δ‖, last weights; 0 for isometries with stride 1",
     false, [](const RowResult& result) { return result.deviation; }, threeDigits, twoDigits},
    {"mean_distance", "distance", "Distance",
     "Mean over the convolutions of the largest |σ − 1|, last weights; 0 for isometries of any stride", false,
     [](const RowResult& result) { return result.distance; }, threeDigits, twoDigits},
    {"step_milliseconds", "ms per step", "ms per step",
     "Mean time of a training step in ms, without evaluations, measurements and checkpoints", false,
     [](const RowResult& result) {
         return result.secondsTrained > 0 && result.step > 0
                    ? 1000 * result.secondsTrained / static_cast<double>(result.step)
                    : -1;
     },
     threeDigits, twoDigits},
};

}  // namespace

std::span<const RowMeasure> rowMeasures() {
    return measures;
}

std::string measureText(const RowMeasure& measure, const RowResult& result) {
    const double value = measure.value(result);
    return value < 0 ? "" : measure.ofTest && result.failed ? "N/A" : measure.text(value);
}

std::vector<double> measureValues(const RowMeasure& measure, const std::vector<RowResult>& results,
                                  std::span<const std::size_t> rows) {
    std::vector<double> values;
    for (const std::size_t row : rows)
        if (const double value = measure.value(results[row]); value >= 0)
            values.push_back(value);
    return values;
}

std::string measureText(const RowMeasure& measure, const std::vector<RowResult>& results,
                        std::span<const std::size_t> rows) {
    std::vector<std::size_t> counted;
    for (const std::size_t row : rows)
        if (!measure.ofTest || !results[row].failed)
            counted.push_back(row);
    const auto values = measureValues(measure, results, counted);
    if (values.empty())
        return measureValues(measure, results, rows).empty() ? "" : "N/A";
    const Spread spread = spreadOf(values);
    return measure.text(spread.mean) + (values.size() > 1 ? " ± " + measure.spreadText(spread.deviation) : "");
}

}  // namespace isonet::sweeps
