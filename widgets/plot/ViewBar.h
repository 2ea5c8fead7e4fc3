// The toolbar above the plots: page tabs and the ViewOptions (horizontal axis, smoothing, layer filter, linking). GUI
// thread only.
#pragma once

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSlider;
class QTabBar;
class QToolButton;

namespace isonet::widgets {

class ViewOptions;

class ViewBar : public QWidget {
    Q_OBJECT
public:
    // `pages`: tab titles; a single page has no tabs. `withLayers`: with the layer filter.
    ViewBar(ViewOptions* options, const QStringList& pages, bool withLayers, QWidget* parent = nullptr);

    int page() const;
    void setPage(int page);
    void offerPage(int page, bool on);  // shows or hides its tab
    void addWidget(QWidget* widget);    // at the right end
    void showPlotControls(bool on);     // everything but the tabs

Q_SIGNALS:
    void pageChosen(int page);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showOptions();
    void showWhatFits();

    ViewOptions* options_;
    QTabBar* tabs_;
    QComboBox* axis_;
    QSlider* smoothing_;
    QLabel *smoothingTitle_, *smoothingText_;
    QLineEdit* layers_;
    QToolButton* more_;
    QHBoxLayout* row_;
    bool withLayers_, plotControls_ = true;
};

}  // namespace isonet::widgets
