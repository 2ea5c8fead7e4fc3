#include "widgets/sweeps/SweepForm.h"

#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

#include "training/config/RunConfigYaml.h"
#include "training/sweeps/GridSweep.h"

namespace isonet::widgets {

std::vector<std::string> splitValues(const QString& text) {
    std::vector<std::string> values;
    QString value;
    int depth = 0;
    const auto finish = [&] {
        if (!value.trimmed().isEmpty())
            values.push_back(value.trimmed().toStdString());
        value.clear();
    };
    for (const QChar c : text) {
        depth += c == QLatin1Char('[') ? 1 : c == QLatin1Char(']') ? -1 : 0;
        if (c == QLatin1Char(',') && depth == 0)
            finish();
        else
            value += c;
    }
    finish();
    return values;
}

SweepForm::SweepForm(QWidget* parent) : QWidget(parent), name_(new QLineEdit(QStringLiteral("sweep"))) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    auto* nameLabel = new QLabel(tr("Name"));
    nameLabel->setBuddy(name_);
    name_->setObjectName(QStringLiteral("sweepName"));
    name_->setAccessibleName(tr("Name of the sweep"));
    name_->setToolTip(tr("Short name; also the name of the queue folder"));
    grid->addWidget(nameLabel, 0, 0);
    grid->addWidget(name_, 0, 1, 1, 2);
    grid->addWidget(new QLabel(tr("Setting")), 1, 1);
    grid->addWidget(new QLabel(tr("Values")), 1, 2);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 2);
    connect(name_, &QLineEdit::textChanged, this, &SweepForm::changed);
    const QString labels[maxKeys] = {tr("Vary"), tr("and"), tr("and")};
    for (int i = 0; i < maxKeys; ++i) {
        auto* key = keys_[i] = new QComboBox;
        key->setEditable(true);
        key->setInsertPolicy(QComboBox::NoInsert);
        key->setObjectName(QStringLiteral("sweepKey%1").arg(i));
        key->setAccessibleName(tr("Setting %1").arg(i + 1));
        key->setToolTip(tr("YAML key of the setting; type to search"));
        key->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        key->setMinimumContentsLength(18);
        key->completer()->setFilterMode(Qt::MatchContains);
        key->completer()->setCompletionMode(QCompleter::PopupCompletion);
        auto* values = values_[i] = new QLineEdit;
        values->setObjectName(QStringLiteral("sweepValues%1").arg(i));
        values->setAccessibleName(tr("Values of setting %1").arg(i + 1));
        values->setToolTip(
            tr("Values separated by commas, e.g. <i>0, 1e-5, 1e-4</i>; a list in brackets is one value"));
        auto* label = new QLabel(labels[i]);
        label->setBuddy(key);
        grid->addWidget(label, i + 2, 0);
        grid->addWidget(key, i + 2, 1);
        grid->addWidget(values, i + 2, 2);
        connect(key, &QComboBox::currentTextChanged, this, [this, i] {
            showCurrentValue(i);
            Q_EMIT changed();
        });
        connect(values, &QLineEdit::textChanged, this, &SweepForm::changed);
    }
    auto* hint = new QLabel(
        tr("Each combination becomes a row; other settings are taken from the form. Vary run.seed (1, 2, 3) to "
           "measure the variance between runs."));
    hint->setObjectName(QStringLiteral("runHint"));
    hint->setWordWrap(true);
    grid->addWidget(hint, maxKeys + 2, 0, 1, 3);
    grid->setRowStretch(maxKeys + 3, 1);
}

// Shows the current value as the placeholder.
void SweepForm::showCurrentValue(int index) {
    const std::string key = keys_[index]->currentText().trimmed().toStdString();
    QString current;
    for (const auto& [known, value] : config::flatten(base_))
        if (known == key)
            current = QString::fromStdString(value);
    values_[index]->setPlaceholderText(current.isEmpty() ? QString() : tr("currently %1").arg(current));
}

void SweepForm::setBase(const config::RunConfig& base) {
    base_ = base;
    QStringList all{QString()};
    for (const auto& [key, value] : config::flatten(base))
        if (key != "run.name")
            all += QString::fromStdString(key);
    for (int i = 0; i < maxKeys; ++i) {
        const QString current = keys_[i]->currentText();
        keys_[i]->clear();
        keys_[i]->addItems(all);
        keys_[i]->setCurrentText(current);
        showCurrentValue(i);
    }
}

bool SweepForm::isEmpty() const {
    for (int i = 0; i < maxKeys; ++i)
        if (!keys_[i]->currentText().trimmed().isEmpty() || !values_[i]->text().trimmed().isEmpty())
            return false;
    return true;
}

sweeps::Sweep SweepForm::sweep() const {
    std::vector<sweeps::Variation> vary;
    for (int i = 0; i < maxKeys; ++i) {
        const QString key = keys_[i]->currentText().trimmed();
        if (key.isEmpty() && values_[i]->text().trimmed().isEmpty())
            continue;
        vary.push_back({key.toStdString(), splitValues(values_[i]->text())});
    }
    if (vary.empty())
        throw config::ConfigError(std::vector<spec::Problem>{
            {"Vary",
             "no setting selected; choose a setting, e.g. penalty.coefficient, and its values: 0, 1e-5, 1e-4"}});
    const QString name = name_->text().trimmed();
    if (name.isEmpty() || name.contains(QLatin1Char('/')) || name.startsWith(QLatin1Char('.')))
        throw config::ConfigError(std::vector<spec::Problem>{
            {"Name", "'" + name.toStdString() +
                         "' is not a valid folder name; use a name without '/' that does not start with a dot"}});
    auto made = sweeps::makeSweep(name.toStdString(), base_, vary);
    for (auto& row : made.rows)
        row.config.run.name = made.name + "-" + row.id;
    return made;
}

}  // namespace isonet::widgets
