#include "widgets/sweeps/SettingBox.h"

#include <QCompleter>
#include <QSignalBlocker>

#include "training/config/ConfigError.h"
#include "training/config/Override.h"
#include "training/sweeps/SweepFile.h"
#include "widgets/form/WheelGuard.h"

namespace isonet::widgets {

SettingBox::SettingBox(QWidget* parent) : QComboBox(parent) {
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(18);
    setMaxVisibleItems(20);
    completer()->setFilterMode(Qt::MatchContains);
    completer()->setCompletionMode(QCompleter::PopupCompletion);
    setToolTip(tr("YAML key of the setting; type to search. Stages count from 0: <i>model.stages[2].channels</i>."));
    keepWheelForScrolling(this);
}

void SettingBox::setKeys(const std::vector<std::pair<QString, QString>>& keys) {
    const QSignalBlocker quiet(this);
    const QString current = currentText();
    keys_ = keys;
    QStringList all{QString()};
    for (const auto& [key, value] : keys)
        all += key;
    clear();
    addItems(all);
    setCurrentText(current);
}

std::string SettingBox::key() const {
    return sweeps::fullKey(currentText().trimmed().toStdString());
}

QString SettingBox::currentValue() const {
    const QString wanted = QString::fromStdString(key());
    for (const auto& [key, value] : keys_)
        if (key == wanted)
            return value;
    return {};
}

bool SettingBox::takesIntegers() const {
    try {
        return !key().empty() && config::typeOf(key()).integer;
    } catch (const config::ConfigError&) {
        return false;
    }
}

}  // namespace isonet::widgets
