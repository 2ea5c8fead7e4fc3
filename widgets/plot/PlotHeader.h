// The row above a plot: title, explanation, the plot's own controls, and the standard buttons. Buttons that the menu
// has too give way in a narrow panel. GUI thread only.
#pragma once

#include <QString>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace isonet::widgets {

struct PlotText {
    QString objectName;  // "lossPanel": for settings and tests; without "Panel" the name of exported files
    QString title;
    QString tooltip;  // rich text: the quantity, its equation, what good looks like
};

class PlotHeader : public QWidget {
    Q_OBJECT
public:
    explicit PlotHeader(const PlotText& text, QWidget* parent = nullptr);

    void insert(QWidget* widget);  // left of the standard buttons
    QMenu* optionsMenu() const { return optionsMenu_; }
    QMenu* exportMenu() const { return exportMenu_; }
    QFont titleFont() const;
    QPoint pickerCorner() const;  // where the series picker opens: its top right corner, global

    void setFilled(bool filled);  // there is something to act on
    void setResettable(bool on);
    void setLogScale(bool on);
    void setLogScaleOffered(bool on) { offersLogScale_ = on; }
    void setMaximized(bool maximized);
    bool isBoxZoom() const;
    void setBoxZoom(bool on);
    void showOptionsMenu();
    void fit(int panelWidth);  // hides buttons and elides the title as needed

Q_SIGNALS:
    void logScaleToggled(bool on);
    void boxZoomToggled(bool on);
    void seriesRequested();
    void resetRequested();
    void maximizeRequested();

private:
    QToolButton* addButton(const QString& icon, const QString& name, const QString& tooltip, bool checkable = false);

    PlotText text_;
    QHBoxLayout* row_;
    QLabel* title_;
    int insertAt_ = 0;
    bool offersLogScale_ = true;
    QToolButton *logButton_, *seriesButton_, *optionsButton_, *boxButton_, *resetButton_, *exportButton_,
        *maximizeButton_;
    QMenu *optionsMenu_, *exportMenu_;
};

}  // namespace isonet::widgets
