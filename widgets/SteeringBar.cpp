#include "widgets/SteeringBar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <cmath>

#include "widgets/FontScale.h"
#include "widgets/FormField.h"
#include "widgets/Format.h"

namespace isonet::widgets {

SteeringBar::SteeringBar(QWidget* parent)
    : QWidget(parent), apply_(new QPushButton(tr("Apply"))), undo_(new QPushButton(tr("Undo"))), words_(new QLabel) {
    setObjectName(QStringLiteral("steeringBar"));
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(6);
    const auto add = [&](const QString& key, const QString& label, const QString& tip, bool whole, double low) {
        auto* edit = new QLineEdit;
        edit->setMaximumWidth(fontScaled(84));
        edit->setToolTip(tip);
        edit->setAccessibleName(label);
        auto* text = new QLabel(label);
        text->setBuddy(edit);
        text->setToolTip(tip);
        row->addWidget(text);
        row->addWidget(edit);
        fields_.append({key, edit, whole, low});
        connect(edit, &QLineEdit::textEdited, this, [this] {
            refused_.clear();
            judge();
        });
        connect(edit, &QLineEdit::returnPressed, this, &SteeringBar::apply);
    };
    add(QStringLiteral("optimizer.learning_rate"), tr("Learning rate"),
        tr("<b>Learning rate</b><br>Before the schedule, whose factors still multiply it. Takes effect at the next "
           "step."),
        false, 0);
    add(QStringLiteral("penalty.coefficient"), tr("γ"),
        tr("<b>γ</b>, the penalty's coefficient: loss = cross entropy + γ · P. Page Steering shows both parts."), false,
        -1e-300);
    add(QStringLiteral("telemetry.spectrum_steps"), tr("Spectra every"),
        tr("<b>Spectra</b><br>Steps between two measurements of singular values and b; 0: only after each epoch."),
        true, 0);
    add(QStringLiteral("run.epochs"), tr("Stop after epoch"),
        tr("<b>Last epoch</b><br>A schedule of steps keeps the rates it has; a cosine bends to the new end."), true, 1);
    apply_->setToolTip(tr("Turn the running experiment (Return)"));
    row->addWidget(apply_);
    row->addWidget(undo_);
    words_->setObjectName(QStringLiteral("fieldMessage"));
    words_->setProperty("kind", "problem");
    words_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(words_, 1);
    connect(apply_, &QPushButton::clicked, this, &SteeringBar::apply);
    connect(undo_, &QPushButton::clicked, this, [this] {
        refused_.clear();
        for (const auto& field : std::as_const(fields_))
            field.edit->setText(formatNumber(inForce(field)));
        judge();
    });
    setConfig({}, 0);
}

double SteeringBar::inForce(const Field& field) const {
    return field.key == QLatin1String("optimizer.learning_rate")    ? config_.optimizer.learningRate
           : field.key == QLatin1String("penalty.coefficient")      ? config_.penalty.coefficient
           : field.key == QLatin1String("telemetry.spectrum_steps") ? config_.telemetry.spectrumSteps
                                                                    : config_.run.epochs;
}

void SteeringBar::setConfig(const config::RunConfig& config, int epochsBegun) {
    for (const auto& field : std::as_const(fields_)) {
        bool wrong = false;
        const bool edited = wantedOf(field, wrong).has_value() || wrong;
        const double before = inForce(field);
        const config::RunConfig old = std::exchange(config_, config);
        const double now = inForce(field);
        config_ = old;
        if (!edited || field.edit->text().isEmpty() || now != before)
            field.edit->setText(formatNumber(now));
    }
    config_ = config;
    epochsBegun_ = epochsBegun;
    field(QStringLiteral("penalty.coefficient"))->setEnabled(config.penalty.kind != spec::PenaltyKind::None);
    judge();
}

void SteeringBar::setProblem(const QString& words) {
    refused_ = words;
    judge();
}

QLineEdit* SteeringBar::field(const QString& key) const {
    for (const auto& field : fields_)
        if (field.key == key)
            return field.edit;
    return nullptr;
}

std::optional<double> SteeringBar::wantedOf(const Field& field, bool& wrong) const {
    double value = 0;
    wrong = !parseNumber(field.edit->text(), value) || !(field.whole ? value >= field.low : value > field.low) ||
            (field.whole && (value != std::floor(value) || value > 1e9)) ||
            (field.key == QLatin1String("run.epochs") && value < epochsBegun_);
    return wrong || value == inForce(field) ? std::nullopt : std::optional(value);
}

void SteeringBar::judge() {
    bool any = false, allGood = true;
    QString words = refused_;
    for (const auto& field : std::as_const(fields_)) {
        bool wrong = false;
        any |= wantedOf(field, wrong).has_value();
        allGood &= !wrong;
        if (field.edit->property("wrong").toBool() != wrong) {
            field.edit->setProperty("wrong", wrong);
            field.edit->style()->unpolish(field.edit);
            field.edit->style()->polish(field.edit);
        }
        if (wrong && words.isEmpty())
            words = field.key == QLatin1String("run.epochs")
                        ? tr("A whole number from %1, the epoch that runs, is accepted.").arg(std::max(1, epochsBegun_))
                    : field.whole ? tr("A whole number from %1 is accepted.").arg(field.low)
                                  : tr("A number %1 0 is accepted.").arg(field.low < 0 ? tr("from") : tr("above"));
    }
    words_->setText(words);
    words_->setToolTip(words);
    apply_->setEnabled(any && allGood);
    undo_->setEnabled(any || !allGood);
}

void SteeringBar::apply() {
    if (!apply_->isEnabled())
        return;
    Steering wanted;
    bool wrong = false;
    wanted.learningRate = wantedOf(fields_[0], wrong);
    wanted.penaltyCoefficient = wantedOf(fields_[1], wrong);
    if (const auto steps = wantedOf(fields_[2], wrong))
        wanted.spectrumSteps = int(*steps);
    if (const auto epochs = wantedOf(fields_[3], wrong))
        wanted.epochs = int(*epochs);
    Q_EMIT steered(wanted);
}

}  // namespace isonet::widgets
