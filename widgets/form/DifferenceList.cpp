#include "widgets/form/DifferenceList.h"

#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/form/KeyDelegate.h"
#include "widgets/form/PresetDifferences.h"
#include "widgets/form/WheelGuard.h"

namespace isonet::widgets {

namespace {

// As sweeps accept it: "stages[2].channels", "stem.kernel".
QString shortKey(const QString& key) {
    const QString part = key.mid(6);
    const bool isShort = key.startsWith(QStringLiteral("model.")) &&
                         (part.startsWith(QStringLiteral("stages[")) || part.startsWith(QStringLiteral("stem.")) ||
                          part.startsWith(QStringLiteral("head.")));
    return isShort ? part : key;
}

}  // namespace

DifferenceList::DifferenceList(QWidget* parent)
    : QWidget(parent), preset_(new QComboBox), title_(new QLabel), list_(new QTreeWidget) {
    setObjectName(QStringLiteral("differenceList"));
    preset_->setObjectName(QStringLiteral("differencePreset"));
    preset_->setAccessibleName(tr("Compare with preset"));
    preset_->setToolTip(tr("The preset to compare with"));
    preset_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    preset_->setMinimumContentsLength(12);
    keepWheelForScrolling(preset_);
    preset_->addItem(tr("Nearest preset"));
    for (const auto& preset : sweeps::presets()) {
        QString title = QString::fromStdString(preset.title);
        if (!preset.table.empty())
            title += tr(" (%1)").arg(QString::fromStdString(preset.name));
        preset_->addItem(title, QString::fromStdString(preset.name));
        preset_->setItemData(preset_->count() - 1, QString::fromStdString(preset.description), Qt::ToolTipRole);
    }
    title_->setObjectName(QStringLiteral("differenceTitle"));
    title_->setWordWrap(true);
    list_->setObjectName(QStringLiteral("differences"));
    list_->setAccessibleName(tr("Differences from the preset"));
    list_->setColumnCount(3);
    list_->setHeaderLabels({tr("Setting"), tr("Value"), tr("Preset")});
    list_->setRootIsDecorated(false);
    new KeyDelegate(list_);
    list_->setAlternatingRowColors(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setTextElideMode(Qt::ElideMiddle);
    list_->header()->setStretchLastSection(false);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->viewport()->installEventFilter(this);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(8, 6, 0, 0);
    all->setSpacing(6);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(0, 0, 8, 0);
    head->setSpacing(6);
    head->addWidget(preset_);
    head->addWidget(title_);
    all->addLayout(head);
    all->addWidget(list_, 1);
    connect(preset_, &QComboBox::activated, this, [this] {
        refresh();
        Q_EMIT presetChanged();
    });
    connect(list_, &QTreeWidget::itemActivated, this,
            [this](const QTreeWidgetItem* item) { Q_EMIT fieldRequested(item->data(0, Qt::UserRole).toString()); });
    refresh();
}

int DifferenceList::count() const {
    return list_->topLevelItemCount();
}

QString DifferenceList::title() const {
    return title_->text();
}

void DifferenceList::setConfig(const config::RunConfig& config) {
    if (config == config_)
        return;
    config_ = config;
    refresh();
}

bool DifferenceList::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize)
        fitColumns();
    return QWidget::eventFilter(watched, event);
}

void DifferenceList::fitColumns() {
    const QAbstractItemView& list = *list_;
    const int width = list_->viewport()->width();
    const auto hint = [&](int column) {
        return std::max(list.sizeHintForColumn(column), list_->header()->sectionSizeHint(column));
    };
    const int preset = std::min(hint(2), width * 3 / 10), value = std::min(hint(1), width * 3 / 10);
    list_->setColumnWidth(0, width - preset - value);
    list_->setColumnWidth(1, value);
    list_->setColumnWidth(2, preset);
}

void DifferenceList::refresh() {
    const auto* chosen = sweeps::findPreset(preset_->currentData().toString().toStdString());
    const sweeps::Preset& preset = chosen ? *chosen : nearestPreset(config_);
    const auto text = [](const std::string& value) {
        return value.empty() ? QStringLiteral("–") : QString::fromStdString(value);
    };
    list_->clear();
    for (const auto& each : differencesFrom(preset.config, config_)) {
        const QString key = QString::fromStdString(each.key);
        auto* item = new QTreeWidgetItem({shortKey(key), text(each.now), text(each.before)});
        item->setData(0, Qt::UserRole, key);
        item->setToolTip(0, key);
        for (int column = 1; column < 3; ++column)
            item->setToolTip(column, item->text(column));
        list_->addTopLevelItem(item);
    }
    fitColumns();
    if (count() > 0)
        list_->setCurrentItem(list_->topLevelItem(0));
    const QString name = QString::fromStdString(preset.title);
    title_->setText(count() == 0   ? tr("Same as %1").arg(name)
                    : count() == 1 ? tr("1 setting differs from %1").arg(name)
                                   : tr("%1 settings differ from %2").arg(count()).arg(name));
}

}  // namespace isonet::widgets
