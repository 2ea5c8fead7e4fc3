// Where new runs are trained: the kind of place and its fields. Fields of kinds that are not chosen keep their values.
// GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>
#include <map>

#include "training/launch/Place.h"

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;
class QStackedWidget;

namespace isonet::widgets {

class PlaceForm : public QWidget {
    Q_OBJECT
public:
    explicit PlaceForm(QWidget* parent = nullptr);

    void setDevices(const QStringList& ids);  // of this computer, as a hint: "cpu", "cuda:0", ...
    void setPlace(const launch::Place& place);
    launch::Place place() const;  // the chosen kind; throws nothing, see problem()
    launch::Place placeOf(launch::PlaceKind kind) const;
    launch::PlaceKind kind() const;
    QString problem() const;  // why the place cannot be used; empty: it can

Q_SIGNALS:
    void changed();

private:
    void addKind(launch::PlaceKind kind, const QString& title, const QString& text, QWidget* fields);
    QWidget* makeProcess();
    QWidget* makeDevices();
    QWidget* makeSlurm();
    QWidget* makeSsh();
    QLineEdit* makeLine(const char* name, const QString& hint, const QString& tip);
    QSpinBox* makeCount(const char* name, int low, int high, const QString& atLow, const QString& tip);
    void showKind();

    QButtonGroup* kinds_;
    QStackedWidget* pages_;
    QLabel *deviceHint_ = nullptr, *problem_;
    QLineEdit *processDevice_ = nullptr, *devices_ = nullptr;
    QLineEdit *partition_ = nullptr, *time_ = nullptr, *account_ = nullptr, *slurmProgram_ = nullptr;
    QSpinBox *nodes_ = nullptr, *gpus_ = nullptr, *cpus_ = nullptr;
    QPlainTextEdit* extra_ = nullptr;
    QLineEdit *host_ = nullptr, *folder_ = nullptr, *sshProgram_ = nullptr, *on_ = nullptr;
};

}  // namespace isonet::widgets
