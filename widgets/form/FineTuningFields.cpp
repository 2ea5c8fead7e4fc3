#include "widgets/form/FineTuningFields.h"

#include <QLineEdit>

#include "training/config/Override.h"
#include "widgets/common/Format.h"
#include "widgets/form/ListFields.h"
#include "widgets/form/PathFields.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

constexpr const char* ratesKey = "optimizer.layer_rates";

QString textOf(const std::vector<config::LayerRate>& rates) {
    QStringList parts;
    for (const auto& rate : rates)
        parts << QStringLiteral("%1: %2").arg(QString::fromStdString(rate.layers), formatNumber(rate.factor));
    return parts.join(QStringLiteral(", "));
}

// "stem: 0.1, s1: 0.1"; sets `problem` if it is something else.
std::vector<config::LayerRate> ratesIn(const QString& text, QString& problem) {
    RunConfig read;
    const config::Field field = config::fieldAt(read, ratesKey);
    const std::vector<std::string> items{"{" + text.trimmed().toStdString() + "}"};
    if (!field.assign(items)) {
        const auto refusals = field.refusals(items);
        problem =
            FineTuningFields::tr("\"%1\" is not a list of factors; enter e.g. stem: 0.1, s1: 0.1.").arg(text.trimmed());
        if (!refusals.empty() && !refusals.front().key.empty())
            problem += QStringLiteral(" %1: %2.")
                           .arg(QString::fromStdString(refusals.front().key),
                                QString::fromStdString(refusals.front().message));
    }
    return read.optimizer.layerRates;
}

}  // namespace

void FineTuningFields::add(FormFieldMaker& m) {
    PathFields::add(
        m, "model.weights", tr("Initial weights"), [](RunConfig & c) -> auto& { return c.fineTuning.weights; },
        {PathFields::Kind::File, tr("Weights (*.pt *.pth *.safetensors);;All files (*)"), false,
         tr("none: use the initialization")},
        tr("<b>Initial weights</b><br>A checkpoint or imported weights of the same network, or the folder of a run. "
           "Read once, when the run starts; its checkpoints then contain everything. Empty: use the initialization."));
    m.check(
         "model.new_head", tr("Head"), tr("new, for other classes"),
         [](RunConfig & c) -> auto& { return c.fineTuning.newHead; },
         tr("<b>New head</b><br>Initializes the classifier instead of loading it. Needed where the number of classes "
            "differs from that of the weights."))
        .unusedReason = [](const RunConfig& c) {
        return c.fineTuning.weights.empty() && !c.fineTuning.newHead ? tr("there are no initial weights.") : QString();
    };
    ListFields::addNames(
        m, "model.frozen", tr("Frozen layers"), [](RunConfig & c) -> auto& { return c.fineTuning.frozen; },
        tr("<b>Frozen layers</b><br>Stages and blocks that are not trained: <tt>stem, s1, s2.b1</tt>. They get no "
           "gradient, no weight decay and no penalty, and BatchNorm keeps its statistics. The Design page marks them."),
        tr("none"));
    addLayerRates(m);
}

void FineTuningFields::addLayerRates(FormFieldMaker& maker) {
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(tr("1 for all layers"));
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom(
        ratesKey, tr("Layer rates"), edit,
        tr("<b>Learning rates by layer</b><br>Factors of the learning rate for stages and blocks: <tt>stem: 0.1, s1: "
           "0.1, head: 10</tt>. A later name takes precedence; layers that are not named have the factor 1."));
    field.show = [edit](const RunConfig& c) { edit->setText(textOf(c.optimizer.layerRates)); };
    field.read = [edit](RunConfig& c) -> QString {
        QString problem;
        auto rates = ratesIn(edit->text(), problem);
        if (problem.isEmpty())
            c.optimizer.layerRates = std::move(rates);
        return problem;
    };
}

}  // namespace isonet::widgets
