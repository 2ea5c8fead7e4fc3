// The devices of this computer as a small map: a box for each slot, filled where a run trains, with utilization and
// memory as bars where they are measured. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/jobs/JobRow.h"

namespace isonet::widgets {

class DeviceMap : public QWidget {
    Q_OBJECT
public:
    explicit DeviceMap(QWidget* parent = nullptr);

    void setDevices(const std::vector<DeviceSlot>& devices);
    const std::vector<DeviceSlot>& devices() const { return devices_; }
    static QString describe(const DeviceSlot& device);  // in full, as the tooltip and for screen readers

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    int deviceHeight(const DeviceSlot& device) const;
    void paintDevice(QPainter& painter, const DeviceSlot& device, const QRect& at) const;
    void paintBar(QPainter& painter, const QRect& at, const QString& title, double share, const QString& value) const;

    std::vector<DeviceSlot> devices_;
};

}  // namespace isonet::widgets
