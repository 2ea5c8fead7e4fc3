// The help pages in a window of their own: contents on the left, the page on the right. GUI thread only.
#pragma once

#include <QWidget>

class QListWidget;
class QTextBrowser;

namespace isonet::widgets {

class HelpWindow : public QWidget {
    Q_OBJECT
public:
    explicit HelpWindow(QWidget* parent = nullptr);
    void showPage(const QString& name);  // "tour"; the title page where there is no such page

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyStyle();

    QListWidget* contents_;
    QTextBrowser* browser_;
};

}  // namespace isonet::widgets
