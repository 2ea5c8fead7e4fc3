// inspect --penalties: the value of every kind of penalty for each layer, whichever the network was trained with.
#include <ostream>

#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/isometry/Penalty.h"

namespace isonet::cli {
namespace {

class PenaltiesMeasure : public Measure {
public:
    void addOptions(Verb inspect) override {
        inspect.flag("--penalties", requested_,
                     "Also print the value of every penalty for each layer, without its coefficient");
    }
    bool requested() const override { return requested_; }
    std::string option() const override { return "--penalties"; }

    void run(const MeasureInput& input) override {
        for (const spec::PenaltyInfo& kind : spec::penalties) {
            if (kind.value == spec::PenaltyKind::None)
                continue;
            if (input.stop.stop_requested())
                return;
            spec::PenaltySpec penalty;
            penalty.kind = kind.value;
            penalty.stride = input.loaded.config.penalty.stride;
            const model::Penalty measured(penalty, input.loaded.network);
            layers_ = measured.layers();
            if (layers_.empty())
                break;
            const at::Tensor values = measured.measure().to(at::kCPU, at::kDouble).contiguous();
            values_.emplace_back(&kind, std::vector<double>(values.const_data_ptr<double>(),
                                                            values.const_data_ptr<double>() + values.numel()));
        }
        done_ = true;
    }

    void print(std::ostream& out) const override {
        if (!done_)
            return;
        if (layers_.empty()) {
            out << "\nPenalties: none, because every convolution after the stem has a parameterization "
                   "(model.parameterization).\n";
            return;
        }
        out << "\nPenalties by layer, without coefficients; the stem has none.";
        for (const auto& [kind, values] : values_)
            out << "\n  " << kind->name << ": " << kind->summary;
        out << "\n\n";
        std::vector<std::string> header{"layer"};
        for (const auto& [kind, values] : values_)
            header.emplace_back(kind->name);
        Table table(header);
        std::vector<double> sums(values_.size());
        const auto add = [&](const std::string& name, const auto& valueOf) {
            std::vector<std::string> row{name};
            for (std::size_t i = 0; i < values_.size(); ++i)
                row.push_back(significant(valueOf(i), 4));
            table.add(row);
        };
        for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
            add(layers_[layer], [&](std::size_t i) { return values_[i].second[layer]; });
            for (std::size_t i = 0; i < values_.size(); ++i)
                sums[i] += values_[i].second[layer];
        }
        add("sum", [&](std::size_t i) { return sums[i]; });
        table.print(out);
    }

    void addTo(nlohmann::ordered_json& answer) const override {
        if (!done_)
            return;
        auto rows = nlohmann::ordered_json::array();
        for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
            nlohmann::ordered_json row{{"name", layers_[layer]}};
            for (const auto& [kind, values] : values_)
                row[std::string(kind->name)] = finiteNumber(values[layer]);
            rows.push_back(std::move(row));
        }
        answer["penalties"] = std::move(rows);
    }

private:
    bool requested_ = false, done_ = false;
    std::vector<std::string> layers_;
    std::vector<std::pair<const spec::PenaltyInfo*, std::vector<double>>> values_;  // by kind
};

}  // namespace

std::unique_ptr<Measure> makePenaltiesMeasure() {
    return std::make_unique<PenaltiesMeasure>();
}

}  // namespace isonet::cli
