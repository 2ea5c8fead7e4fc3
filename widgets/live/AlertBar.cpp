#include "widgets/live/AlertBar.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

#include "widgets/common/ElidedLabel.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

using telemetry::Alert;
using telemetry::AlertKind;

namespace {

constexpr qsizetype mostAlerts = 50;

}  // namespace

QString alertText(const Alert& alert) {
    const QString step = formatCount(alert.step), subject = QString::fromStdString(alert.subject);
    const QString more = alert.more > 0 ? AlertBar::tr(" and %1 more").arg(alert.more) : QString();
    switch (alert.kind) {
        case AlertKind::LossSpike:
            return AlertBar::tr("Loss spike at step %1: %2, %3 times the median of the preceding losses.")
                .arg(step, valueText(alert.value))
                .arg(alert.value / alert.reference, 0, 'g', 3);
        case AlertKind::DeadChannels:
            return alert.value > 0
                       ? AlertBar::tr("Dead SReLU channels at step %1 (b of 3 or more): %2 of %3 in %4%5.")
                             .arg(step, formatCount(qint64(alert.value)), formatCount(qint64(alert.reference)), subject,
                                  more)
                       : AlertBar::tr("No gradient flows through %2%3 at step %1.").arg(step, subject, more);
        case AlertKind::Deviation:
            return AlertBar::tr("Deviation above %1 at step %2: %3 in %4%5.")
                .arg(valueText(alert.reference), step, valueText(alert.value), subject, more);
        case AlertKind::Diverged:
            return AlertBar::tr("Diverged at step %1. %2").arg(step, subject);
        case AlertKind::Ended:
            return AlertBar::tr("Ended at step %1. %2").arg(step, subject).trimmed();
    }
    return {};
}

AlertBar::AlertBar(QWidget* parent)
    : QFrame(parent), icon_(new QLabel), line_(new ElidedLabel), more_(new QToolButton), menu_(new QMenu(this)) {
    setObjectName(QStringLiteral("alertBar"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Alerts of the run"));
    icon_->setPixmap(themedIcon(QStringLiteral("warning")).pixmap(16, 16));
    line_->setObjectName(QStringLiteral("alertText"));
    line_->setTextFormat(Qt::PlainText);
    more_->setObjectName(QStringLiteral("alertList"));
    more_->setAutoRaise(true);
    more_->setMenu(menu_);
    more_->setPopupMode(QToolButton::InstantPopup);
    connect(menu_, &QMenu::aboutToShow, this, [this] {
        menu_->clear();
        for (const QString& text : std::as_const(texts_))
            menu_->addAction(QString(text).replace(QLatin1Char('&'), QStringLiteral("&&")));
    });
    auto* close = new QToolButton;
    close->setObjectName(QStringLiteral("alertClose"));
    close->setAutoRaise(true);
    close->setIcon(themedIcon(QStringLiteral("close")));
    close->setToolTip(tr("Close until the next alert"));
    close->setAccessibleName(tr("Close the alerts"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 2, 6, 2);
    row->addWidget(icon_);
    row->addWidget(line_, 1);
    row->addWidget(more_);
    row->addWidget(close);
    hide();
}

void AlertBar::clear() {
    texts_.clear();
    hide();
}

void AlertBar::add(const Alert& alert) {
    texts_.prepend(alertText(alert));
    if (texts_.size() > mostAlerts)
        texts_.removeLast();
    refresh();
    show();
}

void AlertBar::refresh() {
    line_->setText(texts_.first());
    line_->setToolTip(plainTip(texts_.first()));
    more_->setVisible(texts_.size() > 1);
    more_->setText(tr("All %1").arg(texts_.size()));
    more_->setToolTip(tr("Show all alerts of this run"));
}

QString AlertBar::text() const {
    return texts_.value(0);
}

}  // namespace isonet::widgets
