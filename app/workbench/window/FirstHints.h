// Explains the names of layers where they are first seen, once. GUI thread only.
#pragma once

#include <QObject>

namespace isonet::widgets {
class HintLine;
}

namespace isonet::workbench {

class FirstHints : public QObject {
    Q_OBJECT
public:
    explicit FirstHints(QObject* parent = nullptr);

    widgets::HintLine* line() const { return line_; }  // to place; hidden at first
    void show(bool names);                             // `names`: of layers are on the page

private:
    widgets::HintLine* line_;
};

}  // namespace isonet::workbench
