#include "widgets/jobs/DeviceMap.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "widgets/common/FontScale.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

namespace {
constexpr int mapMargin = 8, slotGap = 3, slotHeight = 12, mapBarHeight = 5, deviceGap = 8, mapWidth = 230;
}

DeviceMap::DeviceMap(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("deviceMap"));
    setAccessibleName(tr("Devices and their slots"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

QString DeviceMap::describe(const DeviceSlot& device) {
    QStringList lines{device.name.isEmpty() ? device.id : tr("%1: %2").arg(device.id, device.name)};
    lines += (device.slots == 1 ? tr("%1 of %2 slot taken") : tr("%1 of %2 slots taken"))
                 .arg(device.runs.size())
                 .arg(device.slots);
    if (device.utilization >= 0)
        lines += tr("Utilization %1 %").arg(device.utilization, 0, 'f', 0);
    if (device.memoryUsed >= 0 && device.memoryTotal > 0)
        lines += tr("Memory %1 of %2").arg(formatBytes(device.memoryUsed), formatBytes(device.memoryTotal));
    return (lines + device.runs).join(QLatin1Char('\n'));
}

void DeviceMap::setDevices(const std::vector<DeviceSlot>& devices) {
    if (devices == devices_)
        return;
    devices_ = devices;
    QStringList all;
    for (const auto& device : devices_)
        all += describe(device);
    setAccessibleDescription(all.join(QStringLiteral("\n\n")));
    updateGeometry();
    update();
}

int DeviceMap::deviceHeight(const DeviceSlot& device) const {
    const int line = fontMetrics().height();
    const bool memory = device.memoryUsed >= 0 && device.memoryTotal > 0;
    return line + slotGap + slotHeight + (int(device.utilization >= 0) + int(memory)) * (line + slotGap);
}

QSize DeviceMap::sizeHint() const {
    int height = 2 * mapMargin - deviceGap;
    for (const auto& device : devices_)
        height += deviceHeight(device) + deviceGap;
    return {fontScaled(mapWidth), std::max(height, 0)};
}

QSize DeviceMap::minimumSizeHint() const {
    return {fontScaled(mapWidth) / 2, sizeHint().height()};
}

void DeviceMap::paintBar(QPainter& painter, const QRect& at, const QString& title, double share,
                         const QString& value) const {
    const QFontMetrics metrics(font());
    painter.setPen(themeColors().secondaryText);
    painter.drawText(at, Qt::AlignLeft | Qt::AlignVCenter, title);
    painter.drawText(at, Qt::AlignRight | Qt::AlignVCenter, value);
    const int left = std::max(metrics.horizontalAdvance(tr("Memory")), metrics.horizontalAdvance(tr("In use"))) + 8;
    const QRect whole(at.left() + left, at.center().y() - mapBarHeight / 2 + 1,
                      at.width() - left - metrics.horizontalAdvance(QStringLiteral("1000 %")) - 6, mapBarHeight);
    QRect used = whole;
    used.setWidth(int(whole.width() * std::clamp(share, 0.0, 1.0)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(themeColors().border);
    painter.drawRoundedRect(whole, mapBarHeight / 2.0, mapBarHeight / 2.0);
    painter.setBrush(share > 0.95 ? themeColors().warning : themeColors().accent);
    if (used.width() > 0)
        painter.drawRoundedRect(used, mapBarHeight / 2.0, mapBarHeight / 2.0);
}

void DeviceMap::paintDevice(QPainter& painter, const DeviceSlot& device, const QRect& at) const {
    const int line = fontMetrics().height();
    const QString name = device.name.isEmpty() ? device.id : tr("%1  %2").arg(device.id, device.name);
    painter.setPen(themeColors().text);
    painter.drawText(QRect(at.left(), at.top(), at.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(name, Qt::ElideRight, at.width()));
    const int boxes = std::max({device.slots, int(device.runs.size()), 1});
    int top = at.top() + line + slotGap;
    for (int i = 0; i < boxes; ++i) {
        const double width = double(at.width() + slotGap) / boxes;
        const QRectF box(at.left() + i * width + 0.5, top + 0.5, std::max(width - slotGap, 2.0), slotHeight - 1);
        const bool taken = i < device.runs.size();
        painter.setPen(taken && i >= device.slots ? themeColors().warning : themeColors().border);
        painter.setBrush(taken ? themeColors().accent : themeColors().base);
        painter.drawRoundedRect(box, 2, 2);
    }
    top += slotHeight + slotGap;
    if (device.utilization >= 0) {
        paintBar(painter, QRect(at.left(), top, at.width(), line), tr("In use"), device.utilization / 100,
                 tr("%1 %").arg(device.utilization, 0, 'f', 0));
        top += line + slotGap;
    }
    if (device.memoryUsed >= 0 && device.memoryTotal > 0)
        paintBar(painter, QRect(at.left(), top, at.width(), line), tr("Memory"), device.memoryUsed / device.memoryTotal,
                 tr("%1 %").arg(100 * device.memoryUsed / device.memoryTotal, 0, 'f', 0));
}

void DeviceMap::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int top = mapMargin;
    for (const auto& device : devices_) {
        const int height = deviceHeight(device);
        paintDevice(painter, device, QRect(mapMargin, top, width() - 2 * mapMargin, height));
        top += height + deviceGap;
    }
}

bool DeviceMap::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    int top = mapMargin;
    for (const auto& device : devices_) {
        const int bottom = top + deviceHeight(device) + deviceGap;
        if (help->y() >= top && help->y() < bottom) {
            QToolTip::showText(help->globalPos(), plainTip(describe(device)), this);
            return true;
        }
        top = bottom;
    }
    QToolTip::hideText();
    return true;
}

}  // namespace isonet::widgets
