#include "widgets/predictions/MistakeList.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::widgets {

MistakeList::MistakeList(QWidget* parent)
    : QWidget(parent), title_(new PlainLabel), all_(new QToolButton), list_(new QListWidget) {
    setObjectName(QStringLiteral("mistakes"));
    title_->setObjectName(QStringLiteral("summaryTitle"));
    title_->setWordWrap(true);
    title_->setMinimumWidth(40);
    all_->setText(tr("Show all"));
    all_->setAutoRaise(true);
    list_->setObjectName(QStringLiteral("mistakeList"));
    list_->setAccessibleName(tr("Most confident mistakes"));
    list_->setIconSize({thumbnailSize, thumbnailSize});
    list_->setFrameShape(QFrame::NoFrame);
    list_->setWordWrap(true);
    list_->setMinimumWidth(120);
    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(all_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 4, 4);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(list_, 1);
    connect(all_, &QToolButton::clicked, this, [this] { showOnly(-1, -1); });
    connect(list_, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item)
            Q_EMIT imageChosen(item->data(Qt::UserRole).toLongLong());
    });
    fill();
}

void MistakeList::setResults(const ClassifierResults& results, const QStringList& classes) {
    mistakes_ = results.mistakes;
    classes_ = classes;
    thumbnails_.clear();
    showOnly(-1, -1);
}

void MistakeList::showOnly(int label, int predicted) {
    label_ = label;
    predicted_ = predicted;
    fill();
}

void MistakeList::setThumbnail(qint64 index, const QImage& picture) {
    thumbnails_[index] = picture;
    for (int row = 0; row < list_->count(); ++row)
        if (list_->item(row)->data(Qt::UserRole).toLongLong() == index)
            list_->item(row)->setIcon(QPixmap::fromImage(picture));
}

QString MistakeList::title() const {
    return title_->text();
}

void MistakeList::fill() {
    const QSignalBlocker quiet(list_);
    list_->clear();
    for (const auto& each : std::as_const(mistakes_)) {
        if ((label_ >= 0 && each.label != label_) || (predicted_ >= 0 && each.predicted != predicted_))
            continue;
        auto* item = new QListWidgetItem(tr("%1 predicted as %2\n%3, image %4")
                                             .arg(classes_.value(each.label), classes_.value(each.predicted),
                                                  formatPercent(100 * each.confidence), formatCount(each.index + 1)),
                                         list_);
        item->setData(Qt::UserRole, each.index);
        if (thumbnails_.contains(each.index))
            item->setIcon(QPixmap::fromImage(thumbnails_[each.index]));
    }
    all_->setVisible(label_ >= 0 || predicted_ >= 0);
    title_->setText(label_ >= 0 && predicted_ >= 0
                        ? tr("%1 predicted as %2").arg(classes_.value(label_), classes_.value(predicted_))
                    : label_ >= 0 ? tr("Mistakes with %1").arg(classes_.value(label_))
                                  : tr("Most confident mistakes"));
}

}  // namespace isonet::widgets
