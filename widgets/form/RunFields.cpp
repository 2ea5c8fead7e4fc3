#include "widgets/form/RunFields.h"

#include <QComboBox>
#include <QLineEdit>

#include "widgets/form/ListFields.h"

namespace isonet::widgets {

using config::RunConfig;

void RunFields::add(FormFieldMaker& m) {
    auto& name = m.text(
        "run.name", tr("Name"), [](RunConfig & c) -> auto& { return c.run.name; },
        tr("<b>Name</b><br>Shown in the list of runs. Empty: derived from the network and the dataset."));
    name.show = [show = name.show, edit = qobject_cast<QLineEdit*>(name.row.editor)](const RunConfig& c) {
        RunConfig unnamed = c;
        unnamed.run.name.clear();
        edit->setPlaceholderText(QString::fromStdString(config::runTitle(unnamed)));
        show(c);
    };
    addDevice(m);
    m.choice<config::Precision>(
        "run.precision", tr("Precision"), [](RunConfig & c) -> auto& { return c.run.precision; },
        tr("<b>Precision</b><br>Precision of the convolutions. TF32, bfloat16 and float16 are faster on recent GPUs; "
           "the penalty and the weights stay in float32. Automatic: bfloat16 on devices that are fast at it, otherwise "
           "float32; fixed when the run starts, and shown on the Design page."));
    m.check(
         "run.cuda_graph", tr("CUDA graph"), tr("capture the training step"),
         [](RunConfig & c) -> auto& { return c.run.cudaGraph; },
         tr("<b>CUDA graph</b><br>Captures the whole step once and replays it. Faster where kernel-launch overhead "
            "dominates."))
        .unusedReason = [](const RunConfig& c) {
        return c.run.device == "cpu" && !c.run.cudaGraph ? tr("CUDA graphs require a GPU.") : QString();
    };
    ListFields::addNames(
        m, "run.checkpoint_activations", tr("Recompute"),
        [](RunConfig & c) -> auto& { return c.run.checkpointActivations; },
        tr("<b>Recompute</b> (activation checkpointing)<br>Stages whose signals are recomputed in the backward pass "
           "instead of being kept: <tt>s1, s2</tt>, or <tt>s*</tt> for all. Saves memory, costs time, changes no "
           "result. The Design page shows both."),
        tr("none"));
    addSeed(m);
}

void RunFields::addDevice(FormFieldMaker& maker) {
    auto* combo = FormFieldMaker::makeComboBox();
    combo->addItem(tr("Automatic"), QStringLiteral("auto"));
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom("run.device", tr("Device"), combo,
                                    tr("<b>Device</b><br>Where the network is trained. Automatic selects the first "
                                       "CUDA device, or the CPU if there is none."));
    field.show = [combo](const RunConfig& c) {
        const QString id = QString::fromStdString(c.run.device);
        int index = combo->findData(id);
        if (index < 0) {
            combo->addItem(tr("%1 (not available)").arg(id), id);
            index = combo->count() - 1;
        }
        combo->setCurrentIndex(index);
    };
    field.read = [combo](RunConfig& c) -> QString {
        c.run.device = combo->currentData().toString().toStdString();
        return {};
    };
}

void RunFields::addSeed(FormFieldMaker& maker) {
    auto* edit = new QLineEdit;
    QObject::connect(edit, &QLineEdit::textEdited, edit, maker.editedCallback());
    FormField& field = maker.custom("run.seed", tr("Seed"), edit,
                                    tr("<b>Seed</b><br>Seeds all random numbers: initial weights, order of images, "
                                       "crops, flips and dropout. On the CPU the same seed reproduces a run bit for "
                                       "bit."));
    field.show = [edit](const RunConfig& c) { edit->setText(QString::number(c.run.seed)); };
    field.read = [edit](RunConfig& c) -> QString {
        bool ok = false;
        const qulonglong seed = edit->text().trimmed().toULongLong(&ok);
        if (!ok)
            return tr("\"%1\" is not a seed; enter a whole number from 0 to 18446744073709551615.")
                .arg(edit->text().trimmed());
        c.run.seed = seed;
        return {};
    };
}

}  // namespace isonet::widgets
