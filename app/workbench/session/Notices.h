// Messages to the user: the message bar above the pages, which stays until it is dismissed, and the status bar.
// GUI thread only.
#pragma once

#include <QString>
#include <functional>

#include "widgets/common/MessageBar.h"

class QStatusBar;

namespace isonet::workbench {

class Notices {
public:
    // Both widgets stay the caller's and must outlive this object.
    Notices(widgets::MessageBar* bar, QStatusBar* status) : bar_(bar), status_(status) {}

    void error(const QString& title, const QString& text);
    void warning(const QString& title, const QString& text);
    void info(const QString& title, const QString& text);
    void addAction(const QString& label, std::function<void()> action);  // a button on the message in the bar
    void dismiss();
    void dismissInfo();                                          // leaves warnings and errors
    void showStatus(const QString& text, int milliseconds = 0);  // 0: until replaced
    void clearStatus();

private:
    widgets::MessageBar* bar_;
    QStatusBar* status_;
};

}  // namespace isonet::workbench
