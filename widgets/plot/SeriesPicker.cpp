#include "widgets/plot/SeriesPicker.h"

#include <QGuiApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

namespace isonet::widgets {

SeriesPicker::SeriesPicker(QWidget* parent) : QFrame(parent, Qt::Popup) {
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Shown series"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    filter_ = new QLineEdit;
    filter_->setPlaceholderText(tr("Filter by name: s2, proj, .a …"));
    filter_->setClearButtonEnabled(true);
    filter_->setAccessibleName(tr("Filter series by name"));
    list_ = new QListWidget;
    list_->setAccessibleName(tr("Series"));
    list_->setUniformItemSizes(true);
    auto* all = new QPushButton(tr("Show all"));
    auto* none = new QPushButton(tr("Hide all"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(all);
    buttons->addWidget(none);
    layout->addWidget(filter_);
    layout->addWidget(list_);
    layout->addLayout(buttons);
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) { filter(text); });
    connect(list_, &QListWidget::itemChanged, this, [this] { report(); });
    connect(all, &QPushButton::clicked, this, [this] { setAllMatching(true); });
    connect(none, &QPushButton::clicked, this, [this] { setAllMatching(false); });
}

void SeriesPicker::present(const QVector<SeriesEntry>& entries, const QSet<QString>& hidden,
                           const QPoint& globalTopRight) {
    filling_ = true;
    list_->clear();
    for (const auto& entry : entries) {
        auto* item = new QListWidgetItem(entry.name, list_);
        QPixmap swatch(12, 12);
        swatch.fill(entry.color);
        item->setIcon(swatch);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(hidden.contains(entry.name) ? Qt::Unchecked : Qt::Checked);
    }
    filling_ = false;
    filter_->setVisible(entries.size() > 8);
    filter_->clear();
    const int rows = std::clamp(static_cast<int>(entries.size()), 3, 16);
    list_->setFixedHeight(rows * std::max(list_->sizeHintForRow(0), 18) + 6);
    list_->setMinimumWidth(list_->sizeHintForColumn(0) + 40);
    adjustSize();
    QPoint place(globalTopRight.x() - width(), globalTopRight.y());
    if (const auto* screen = QGuiApplication::screenAt(globalTopRight)) {
        const QRect room = screen->availableGeometry();
        place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
        place.setY(std::clamp(place.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    }
    move(place);
    show();
    list_->setFocus();
    list_->setCurrentRow(0);
}

void SeriesPicker::filter(const QString& text) {
    for (int i = 0; i < list_->count(); ++i)
        list_->item(i)->setHidden(!list_->item(i)->text().contains(text, Qt::CaseInsensitive));
}

void SeriesPicker::setAllMatching(bool shown) {
    filling_ = true;
    for (int i = 0; i < list_->count(); ++i)
        if (!list_->item(i)->isHidden())
            list_->item(i)->setCheckState(shown ? Qt::Checked : Qt::Unchecked);
    filling_ = false;
    report();
}

void SeriesPicker::report() {
    if (filling_)
        return;
    QSet<QString> hidden;
    for (int i = 0; i < list_->count(); ++i)
        if (list_->item(i)->checkState() == Qt::Unchecked)
            hidden.insert(list_->item(i)->text());
    Q_EMIT hiddenChanged(hidden);
}

}  // namespace isonet::widgets
