// Facts of what is selected on the Design page, as rich text: shapes, parameters, FLOPs, receptive field, activation
// memory, the predicted signal, and isometry before training.
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QStringList>
#include <vector>

#include "model/spec/NetworkPlan.h"
#include "model/spec/ReceptiveField.h"
#include "model/spec/SignalPrediction.h"
#include "widgets/design/LayerInfo.h"

namespace isonet::widgets {

class SelectionFacts {
    Q_DECLARE_TR_FUNCTIONS(SelectionFacts)
public:
    // Of a valid network. `frozen`: stages and blocks that are not trained.
    SelectionFacts(const spec::ModelSpec& network, spec::NetworkPlan plan, std::vector<std::string> frozen = {});

    // `name`: a layer, a block "s2.b1", a stage "s2", "stem" or "head". `initial`: measurements of the initialized
    // layers, if any; `status`: why there are none, as rich text. Empty for a name that the network does not have.
    QString text(const QString& name, const std::vector<LayerRow>& initial, const QString& status = {}) const;

private:
    struct Facts;
    Facts factsOf(const std::string& name) const;
    void addKind(Facts& facts, const std::string& name) const;
    static QString isometryText(const std::string& name, const std::vector<LayerRow>& initial);

    spec::NetworkPlan plan_;
    std::vector<std::string> frozen_;
    std::vector<spec::ReceptiveField> fields_;
    spec::SignalPrediction prediction_;
    int height_, width_;  // of the image
};

}  // namespace isonet::widgets
