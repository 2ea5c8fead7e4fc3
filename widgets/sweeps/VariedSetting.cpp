#include "widgets/sweeps/VariedSetting.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "training/config/ConfigError.h"
#include "training/config/ConfigFields.h"
#include "widgets/common/NumberText.h"
#include "widgets/common/Theme.h"
#include "widgets/form/WheelGuard.h"
#include "widgets/sweeps/FieldMessage.h"
#include "widgets/sweeps/SettingBox.h"
#include "widgets/sweeps/ValueText.h"

namespace isonet::widgets {
namespace {

[[noreturn]] void failSetting(const std::string& key, const QString& message) {
    throw config::ConfigError(std::vector<spec::Problem>{{key, message.toStdString()}});
}

QLineEdit* boundLine(const QString& name, const QString& placeholder, const QString& tip) {
    auto* line = new QLineEdit;
    line->setAccessibleName(name);
    line->setPlaceholderText(placeholder);
    line->setToolTip(tip);
    line->setMinimumWidth(64);
    return line;
}

}  // namespace

VariedSetting::VariedSetting(QWidget* parent)
    : QWidget(parent),
      key_(new SettingBox),
      kind_(new QComboBox),
      values_(new QLineEdit),
      lowest_(boundLine(tr("Lowest value"), tr("from"), tr("Lowest value that is drawn"))),
      highest_(boundLine(tr("Highest value"), tr("to"), tr("Highest value that is drawn; integers include it"))),
      to_(new QLabel(tr("to"))),
      remove_(new QToolButton),
      message_(new FieldMessage) {
    const std::tuple<Kind, QString, QString> kinds[] = {
        {Kind::Grid, tr("these values"), tr("A row for each value, in every combination with the other settings")},
        {Kind::Choice, tr("one of, at random"), tr("Each sample draws one of the values; all are equally likely")},
        {Kind::Uniform, tr("uniform"), tr("Each sample draws a number from the range; all are equally likely")},
        {Kind::LogUniform, tr("log-uniform"),
         tr("Each sample draws a number whose logarithm is uniform: as many from 0.001 to 0.01 as from 0.01 to 0.1")},
        {Kind::UniformIntegers, tr("uniform integers"), tr("The same as uniform, but integers, with both ends")},
        {Kind::LogUniformIntegers, tr("log-uniform integers"), tr("The same as log-uniform, but integers")}};
    for (const auto& [kind, title, tip] : kinds) {
        kind_->addItem(title, int(kind));
        kind_->setItemData(kind_->count() - 1, tip, Qt::ToolTipRole);
    }
    kind_->setAccessibleName(tr("How the setting varies"));
    kind_->setToolTip(
        tr("<b>These values</b>: a row for each, in every combination.<br><b>At random, uniform, log-uniform</b>: "
           "drawn for each sample; the number of samples is set below. Settings with integer values get integers."));
    keepWheelForScrolling(kind_);
    values_->setToolTip(tr("Values separated by commas, e.g. <i>0, 1e-5, 1e-4</i>; a list in brackets is one value"));
    values_->setAccessibleName(tr("Values"));
    values_->setMinimumWidth(120);
    remove_->setIcon(themedIcon(QStringLiteral("remove")));
    remove_->setAutoRaise(true);
    remove_->setFocusPolicy(Qt::StrongFocus);
    remove_->setToolTip(tr("Do not vary this setting"));
    remove_->setAccessibleName(remove_->toolTip());

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    auto* range = new QHBoxLayout;
    range->setContentsMargins(0, 0, 0, 0);
    range->setSpacing(4);
    for (QWidget* part : std::initializer_list<QWidget*>{values_, lowest_, to_, highest_})
        range->addWidget(part, part == to_ ? 0 : 1);
    grid->addWidget(key_, 0, 0);
    grid->addWidget(kind_, 0, 1);
    grid->addLayout(range, 0, 2);
    grid->addWidget(remove_, 0, 3);
    grid->addWidget(message_, 1, 0, 1, 4);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(2, 3);

    connect(key_, &QComboBox::currentTextChanged, this, [this] {
        showEditors();
        Q_EMIT changed();
    });
    connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
        showEditors();
        Q_EMIT changed();
    });
    for (auto* line : {values_, lowest_, highest_})
        connect(line, &QLineEdit::textChanged, this, &VariedSetting::changed);
    connect(remove_, &QToolButton::clicked, this, &VariedSetting::removeRequested);
    showEditors();
}

VariedSetting::Kind VariedSetting::selected() const {
    return Kind(kind_->currentData().toInt());
}

void VariedSetting::select(Kind kind) {
    kind_->setCurrentIndex(kind_->findData(int(kind)));
}

void VariedSetting::showEditors() {
    const bool list = selected() == Kind::Grid || selected() == Kind::Choice;
    values_->setVisible(list);
    for (QWidget* part : std::initializer_list<QWidget*>{lowest_, to_, highest_})
        part->setVisible(!list);
    const QString current = key_->currentValue();
    values_->setPlaceholderText(current.isEmpty() ? QString() : tr("currently %1").arg(current));
    lowest_->setPlaceholderText(tr("from"));
    highest_->setPlaceholderText(tr("to"));
}

void VariedSetting::showValues(const sweeps::Changes& values) {
    std::vector<std::string> texts;
    for (const auto& change : values)
        texts.push_back(change.value);
    key_->setCurrentText(QString::fromStdString(values.front().key));
    select(Kind::Grid);
    values_->setText(joinValues(texts));
}

void VariedSetting::showSample(const sweeps::SampledKey& key) {
    key_->setCurrentText(QString::fromStdString(key.key));
    const bool integers = key.integer && !key_->takesIntegers();
    switch (key.distribution) {
        case sweeps::Distribution::Choice:
            select(Kind::Choice);
            values_->setText(joinValues(key.choices));
            return;
        case sweeps::Distribution::Uniform:
            select(integers ? Kind::UniformIntegers : Kind::Uniform);
            break;
        case sweeps::Distribution::LogUniform:
            select(integers ? Kind::LogUniformIntegers : Kind::LogUniform);
            break;
    }
    lowest_->setText(QString::fromStdString(config::numberText(key.lowest)));
    highest_->setText(QString::fromStdString(config::numberText(key.highest)));
}

double VariedSetting::bound(const QLineEdit* line) const {
    double value = 0;
    if (!parseNumber(line->text().trimmed(), value))
        failSetting(key_->key(),
                    line->text().trimmed().isEmpty()
                        ? tr("%1 is empty; accepted: a number").arg(line->accessibleName().toLower())
                        : tr("'%1' is invalid; accepted: a number, such as 0.01").arg(line->text().trimmed()));
    return value;
}

void VariedSetting::addTo(sweeps::SweepText& text) const {
    const std::string key = key_->key();
    if (key.empty())
        failSetting(tr("Setting").toStdString(),
                    tr("no setting selected; accepted: a key, such as penalty.coefficient"));
    const auto values = splitValues(values_->text());
    const Kind kind = selected();
    if ((kind == Kind::Grid || kind == Kind::Choice) && values.empty())
        failSetting(key, tr("no values; accepted: at least one, or several separated by commas"));
    if (kind == Kind::Grid) {
        sweeps::Changes changes;
        for (const auto& value : values)
            changes.push_back({key, value, 0});
        text.vary.push_back(std::move(changes));
        return;
    }
    sweeps::SampledKey sampled;
    sampled.key = key;
    if (kind == Kind::Choice) {
        sampled.choices = values;
    } else {
        const bool logarithmic = kind == Kind::LogUniform || kind == Kind::LogUniformIntegers;
        sampled.distribution = logarithmic ? sweeps::Distribution::LogUniform : sweeps::Distribution::Uniform;
        sampled.integer = kind == Kind::UniformIntegers || kind == Kind::LogUniformIntegers;
        sampled.lowest = bound(lowest_);
        sampled.highest = bound(highest_);
        if (sampled.lowest > sampled.highest)
            failSetting(key, tr("%1 is above %2; accepted: the lowest, then the highest number")
                                 .arg(lowest_->text().trimmed(), highest_->text().trimmed()));
        if (logarithmic && sampled.lowest <= 0)
            failSetting(key, tr("%1 has no logarithm; accepted: numbers above 0, such as 0.001 to 0.1")
                                 .arg(lowest_->text().trimmed()));
    }
    text.sample.push_back(std::move(sampled));
}

bool VariedSetting::isEmpty() const {
    for (const auto* line : {values_, lowest_, highest_})
        if (!line->text().trimmed().isEmpty())
            return false;
    return key_->currentText().trimmed().isEmpty();
}

bool VariedSetting::isRandom() const {
    return selected() != Kind::Grid;
}

void VariedSetting::setRemovable(bool removable) {
    remove_->setEnabled(removable);
}

void VariedSetting::showProblem(const QString& problem) {
    const bool range = !values_->isVisibleTo(this);
    if (!problem.isEmpty())
        message_->showProblem(problem);
    else
        message_->showNote(range && key_->takesIntegers() ? tr("Integers, including both ends.") : QString());
    for (QWidget* editor : std::initializer_list<QWidget*>{key_, values_, lowest_, highest_})
        setStyleProperty(editor, "wrong", !problem.isEmpty());
}

QString VariedSetting::problem() const {
    return message_->isProblem() ? message_->text() : QString();
}

QList<QWidget*> VariedSetting::editors() const {
    return {key_, kind_, values_, lowest_, highest_, remove_};
}

}  // namespace isonet::widgets
