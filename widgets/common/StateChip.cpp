#include "widgets/common/StateChip.h"

#include <QFontMetrics>
#include <QPainter>

#include "widgets/common/Theme.h"

namespace isonet::widgets {

using telemetry::RunState;

namespace {
constexpr int sidePadding = 8, dot = 7, dotGap = 5;

QFont chipFont(QFont font) {
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.9);
    font.setBold(false);
    return font;
}
}  // namespace

QString stateTitle(RunState state) {
    switch (state) {
        case RunState::Preparing:
            return StateChip::tr("Preparing");
        case RunState::Running:
            return StateChip::tr("Running");
        case RunState::Paused:
            return StateChip::tr("Paused");
        case RunState::Finished:
            return StateChip::tr("Finished");
        case RunState::Interrupted:
            return StateChip::tr("Interrupted");
        case RunState::Diverged:
            return StateChip::tr("Diverged");
        case RunState::Failed:
            return StateChip::tr("Failed");
    }
    return {};
}

QColor stateColor(RunState state) {
    const ThemeColors& c = themeColors();
    switch (state) {
        case RunState::Preparing:
        case RunState::Running:
            return c.accent;
        case RunState::Paused:
            return c.warning;
        case RunState::Finished:
            return c.ok;
        case RunState::Interrupted:
            return c.secondaryText;
        case RunState::Diverged:
        case RunState::Failed:
            return c.error;
    }
    return c.text;
}

int chipWidth(const QString& text, const QFont& font) {
    return 2 * sidePadding + dot + dotGap + QFontMetrics(chipFont(font)).horizontalAdvance(text);
}

int stateChipWidth(RunState state, const QFont& font) {
    return chipWidth(stateTitle(state), font);
}

int paintStateChip(QPainter* painter, const QRect& rect, RunState state, const QFont& font) {
    return paintChip(painter, rect, stateTitle(state), stateColor(state), font);
}

int paintChip(QPainter* painter, const QRect& rect, const QString& text, const QColor& color, const QFont& font) {
    const QFont small = chipFont(font);
    const QFontMetrics metrics(small);
    const int width = chipWidth(text, font);
    const int height = metrics.height() + 4;
    const QRect chip(rect.right() - width + 1, rect.center().y() - height / 2, width, height);
    QColor ground = color;
    ground.setAlphaF(isDarkTheme() ? 0.22F : 0.12F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ground);
    painter->drawRoundedRect(chip, height / 2.0, height / 2.0);
    painter->setBrush(color);
    painter->drawEllipse(QRect(chip.left() + sidePadding, chip.center().y() - dot / 2, dot, dot));
    painter->setPen(themeColors().text);
    painter->setFont(small);
    painter->drawText(chip.adjusted(sidePadding + dot + dotGap, 0, -sidePadding, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      text);
    painter->restore();
    return width;
}

StateChip::StateChip(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setObjectName(QStringLiteral("stateChip"));
}

void StateChip::setState(RunState state) {
    state_ = state;
    setAccessibleName(tr("State: %1").arg(stateTitle(state)));
    updateGeometry();
    update();
}

QSize StateChip::sizeHint() const {
    const QFontMetrics metrics(chipFont(font()));
    return {2 * sidePadding + dot + dotGap + metrics.horizontalAdvance(stateTitle(state_)) + 1, metrics.height() + 6};
}

void StateChip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintStateChip(&painter, rect(), state_, font());
}

}  // namespace isonet::widgets
