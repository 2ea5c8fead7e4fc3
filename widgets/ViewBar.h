// The row above a page's plots that edits its ViewOptions: pages of plots, horizontal axis, smoothing, layers, linking.
// GUI thread only.
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
    // `pages`: titles of the pages of plots; one page shows no tabs. `withLayers`: the filter of layers too.
    ViewBar(ViewOptions* options, const QStringList& pages, bool withLayers, QWidget* parent = nullptr);

    int page() const;
    void setPage(int page);
    void offerPage(int page, bool on);  // its tab is there, or not
    void addWidget(QWidget* widget);    // at the right end
    void showPlotControls(bool on);     // all but the pages: of use only where there are plots

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
