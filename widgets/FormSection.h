// A titled group of form rows that folds away. A row is a label, an editor with its unit, and a line for the message
// under it. GUI thread only.
#pragma once

#include <QLabel>
#include <QToolButton>
#include <QWidget>

class QGridLayout;

namespace isonet::widgets {

struct FormRow {
    QLabel* label = nullptr;
    QWidget* editor = nullptr;
    QLabel* unit = nullptr;     // nullptr: none
    QLabel* message = nullptr;  // hidden while empty
};

class FormSection : public QWidget {
    Q_OBJECT
public:
    explicit FormSection(const QString& title, QWidget* parent = nullptr);

    FormRow addRow(const QString& label, QWidget* editor, const QString& unit = {});
    void setExpanded(bool expanded);
    bool isExpanded() const;
    const QString& title() const { return title_; }
    // A mark in the title, so that a problem inside a folded section is seen.
    void setProblemCount(int count);

private:
    QString title_;
    QToolButton* header_;
    QLabel* mark_;
    QWidget* body_;
    QGridLayout* grid_;
    int rows_ = 0;
};

}  // namespace isonet::widgets
