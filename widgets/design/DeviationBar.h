// Below the diagram while a run is open: whether the blocks show its deviation, at which step, and the color scale.
// GUI thread only.
#pragma once

#include <QWidget>

#include "widgets/design/DeviationHistory.h"
#include "widgets/design/DiagramLegend.h"

class QCheckBox;

namespace isonet::widgets {

class StepSlider;

// The legend as a widget, in the palette's colors.
class DiagramLegendView : public QWidget {
    Q_OBJECT
public:
    explicit DiagramLegendView(QWidget* parent = nullptr);
    void setContent(const DiagramLegend::Content& content);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    DiagramLegend::Content content_;
};

class DeviationBar : public QWidget {
    Q_OBJECT
public:
    explicit DeviationBar(QWidget* parent = nullptr);

    void setHistory(const DeviationHistory& history);  // keeps the step, or follows the latest one
    void setNotMeasured(bool any);                     // whether the legend has the hatching
    bool isOn() const;
    void setOn(bool on);
    double step() const;
    void chooseStep(double step);  // the nearest one; emits changed()
    DiagramLegend::Content legend() const { return legend_; }

Q_SIGNALS:
    void changed();  // by the user: on, off, another step

private:
    void showLegend();

    QCheckBox* on_;
    StepSlider* slider_;
    DiagramLegendView* view_;
    DiagramLegend::Content legend_;
};

}  // namespace isonet::widgets
