#include "widgets/live/SteeringBar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/NumberText.h"

namespace isonet::widgets {

SteeringBar::SteeringBar(QWidget* parent)
    : QWidget(parent),
      apply_(new QPushButton(tr("Apply"))),
      undo_(new QPushButton(tr("Revert"))),
      problem_(new QLabel) {
    setObjectName(QStringLiteral("steeringBar"));
    setAttribute(Qt::WA_StyledBackground);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(12, 4, 12, 4);
    all->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    all->addLayout(row);
    const auto add = [&](const QString& key, const QString& label, const QString& tip, bool integer, double low) {
        auto* edit = new QLineEdit;
        edit->setMaximumWidth(fontScaled(84));
        edit->setToolTip(tip);
        edit->setAccessibleName(label);
        auto* text = new QLabel(label);
        text->setBuddy(edit);
        text->setToolTip(tip);
        row->addWidget(text);
        row->addWidget(edit);
        fields_.append({key, edit, integer, low});
        connect(edit, &QLineEdit::textEdited, this, [this] {
            rejection_.clear();
            validate();
        });
        connect(edit, &QLineEdit::returnPressed, this, &SteeringBar::apply);
    };
    add(QStringLiteral("optimizer.learning_rate"), tr("Learning rate"),
        tr("<b>Learning rate</b><br>Base learning rate; the schedule's factors still apply. Takes effect at the next "
           "step."),
        false, 0);
    add(QStringLiteral("penalty.coefficient"), tr("γ"),
        tr("<b>γ</b>, the penalty coefficient: loss = cross entropy + γ · P. Page Balance shows both terms."), false,
        -1e-300);
    add(QStringLiteral("telemetry.spectrum_steps"), tr("Spectra every"),
        tr("<b>Spectra</b><br>Steps between measurements of singular values and b; 0: only after each epoch."), true,
        0);
    add(QStringLiteral("run.epochs"), tr("Stop after epoch"),
        tr("<b>Last epoch</b><br>A step schedule is unchanged; the cosine schedule is rescaled to the new end."), true,
        1);
    apply_->setToolTip(tr("Adjust the running experiment (Return)"));
    row->addWidget(apply_);
    row->addWidget(undo_);
    problem_->setObjectName(QStringLiteral("fieldMessage"));
    problem_->setProperty("kind", "problem");
    problem_->setWordWrap(true);
    row->addStretch(1);
    all->addWidget(problem_);
    connect(apply_, &QPushButton::clicked, this, &SteeringBar::apply);
    connect(undo_, &QPushButton::clicked, this, [this] {
        rejection_.clear();
        for (const auto& field : std::as_const(fields_))
            field.edit->setText(formatNumber(valueInEffect(field)));
        validate();
    });
    setConfig({}, 0);
}

double SteeringBar::valueInEffect(const Field& field) const {
    return field.key == QLatin1String("optimizer.learning_rate")    ? config_.optimizer.learningRate
           : field.key == QLatin1String("penalty.coefficient")      ? config_.penalty.coefficient
           : field.key == QLatin1String("telemetry.spectrum_steps") ? config_.telemetry.spectrumSteps
                                                                    : config_.run.epochs;
}

void SteeringBar::setConfig(const config::RunConfig& config, int epochsBegun) {
    for (const auto& field : std::as_const(fields_)) {
        bool invalid = false;
        const bool edited = requested(field, invalid).has_value() || invalid;
        const double before = valueInEffect(field);
        const config::RunConfig old = std::exchange(config_, config);
        const double now = valueInEffect(field);
        config_ = old;
        // An unchanged text is not set again: that would end the selection in which the user is about to type.
        const bool isFollowing = !edited || field.edit->text().isEmpty() || now != before;
        if (const QString text = formatNumber(now); isFollowing && field.edit->text() != text)
            field.edit->setText(text);
    }
    config_ = config;
    epochsBegun_ = epochsBegun;
    field(QStringLiteral("penalty.coefficient"))->setEnabled(config.penalty.kind != spec::PenaltyKind::None);
    validate();
}

void SteeringBar::setProblem(const QString& problem) {
    rejection_ = problem;
    validate();
}

QLineEdit* SteeringBar::field(const QString& key) const {
    for (const auto& field : fields_)
        if (field.key == key)
            return field.edit;
    return nullptr;
}

std::optional<double> SteeringBar::requested(const Field& field, bool& invalid) const {
    double value = 0;
    invalid = !parseNumber(field.edit->text(), value) || !(field.integer ? value >= field.low : value > field.low) ||
              (field.integer && (value != std::floor(value) || value > 1e9)) ||
              (field.key == QLatin1String("run.epochs") && value < epochsBegun_);
    return invalid || value == valueInEffect(field) ? std::nullopt : std::optional(value);
}

void SteeringBar::validate() {
    bool any = false, allValid = true;
    QString problem = rejection_;
    for (const auto& field : std::as_const(fields_)) {
        bool invalid = false;
        any |= requested(field, invalid).has_value();
        allValid &= !invalid;
        if (field.edit->property("wrong").toBool() != invalid) {
            field.edit->setProperty("wrong", invalid);
            field.edit->style()->unpolish(field.edit);
            field.edit->style()->polish(field.edit);
        }
        if (invalid && problem.isEmpty())
            problem = field.key == QLatin1String("run.epochs")
                          ? tr("Enter an integer of at least %1, the current epoch.").arg(std::max(1, epochsBegun_))
                      : field.integer
                          ? tr("Enter an integer of at least %1.").arg(field.low)
                          : (field.low < 0 ? tr("Enter a number of at least 0.") : tr("Enter a number above 0."));
    }
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    apply_->setEnabled(any && allValid);
    undo_->setEnabled(any || !allValid);
}

void SteeringBar::apply() {
    if (!apply_->isEnabled())
        return;
    Steering changes;
    bool invalid = false;
    changes.learningRate = requested(fields_[0], invalid);
    changes.penaltyCoefficient = requested(fields_[1], invalid);
    if (const auto steps = requested(fields_[2], invalid))
        changes.spectrumSteps = int(*steps);
    if (const auto epochs = requested(fields_[3], invalid))
        changes.epochs = int(*epochs);
    Q_EMIT steered(changes);
}

}  // namespace isonet::widgets
