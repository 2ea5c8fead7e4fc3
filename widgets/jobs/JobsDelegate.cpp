#include "widgets/jobs/JobsDelegate.h"

#include <QApplication>
#include <QPainter>
#include <utility>

#include "widgets/common/FontScale.h"
#include "widgets/common/StateChip.h"
#include "widgets/common/Theme.h"
#include "widgets/jobs/JobText.h"
#include "widgets/jobs/JobsModel.h"

namespace isonet::widgets {

namespace {

constexpr int jobCellMargin = 4, jobBarHeight = 6, jobPercentWidth = 44;

void paintPhase(QPainter* painter, const QStyleOptionViewItem& option, JobPhase phase) {
    const QString title = phaseTitle(phase);
    QRect at = option.rect.adjusted(jobCellMargin, 0, -jobCellMargin, 0);
    at.setWidth(chipWidth(title, option.font));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected) {  // the chip's text is not readable on the selection's color
        painter->setPen(Qt::NoPen);
        painter->setBrush(themeColors().base);
        const QRect plate = at.adjusted(0, 3, 0, -3);
        painter->drawRoundedRect(plate, plate.height() / 2.0, plate.height() / 2.0);
    }
    paintChip(painter, at, title, phaseColor(phase), option.font);
    painter->restore();
}

void paintProgress(QPainter* painter, const QStyleOptionViewItem& option, double progress, JobPhase phase,
                   const QString& text) {
    const QRect inner = option.rect.adjusted(jobCellMargin, 0, -jobCellMargin, 0);
    const QRect whole(inner.left(), inner.center().y() - jobBarHeight / 2 + 1,
                      std::max(0, inner.width() - fontScaled(jobPercentWidth)), jobBarHeight);
    QRect done = whole;
    done.setWidth(int(whole.width() * progress));
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(themeColors().border);
    painter->drawRoundedRect(whole, jobBarHeight / 2.0, jobBarHeight / 2.0);
    painter->setBrush(selected ? option.palette.highlightedText().color() : phaseColor(phase));
    if (done.width() > 0)
        painter->drawRoundedRect(done, jobBarHeight / 2.0, jobBarHeight / 2.0);
    painter->setPen(selected ? option.palette.highlightedText().color() : themeColors().secondaryText);
    painter->setFont(option.font);
    painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, text);
    painter->restore();
}

}  // namespace

void JobsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto phase = static_cast<JobPhase>(index.data(JobsModel::PhaseRole).toInt());
    const double progress = index.data(JobsModel::ProgressRole).toDouble();
    const bool chip = index.column() == JobsModel::State;
    const bool bar = index.column() == JobsModel::Progress && progress >= 0;
    if (!chip && !bar) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    const QString text = std::exchange(background.text, {});
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &background, painter, background.widget);
    if (chip)
        paintPhase(painter, background, phase);
    else
        paintProgress(painter, background, progress, phase, text);
}

}  // namespace isonet::widgets
