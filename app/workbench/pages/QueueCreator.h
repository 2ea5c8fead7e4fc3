// New queues: a table from the paper, a sweep of the draft, or a sweep file. The dialog asks for the rest; the queue's
// folder is written in the background. GUI thread only.
#pragma once

#include <QObject>
#include <QString>

namespace isonet::sweeps {
struct Sweep;
struct SweepFile;
}  // namespace isonet::sweeps
namespace isonet::widgets {
class SweepDialog;
}

class QWidget;

namespace isonet::workbench {

class BackgroundQueries;
class DraftDocument;
class Notices;
class BackgroundRead;
class RunFolders;
class SerialWork;

class QueueCreator : public QObject {
    Q_OBJECT
public:
    // All must outlive this object; dialogs open above `parent`.
    QueueCreator(const DraftDocument& draft, const RunFolders& folders, SerialWork& work, Notices& notices,
                 QWidget* parent);
    ~QueueCreator() override;

    void newFromTable(const QString& name = {});  // of the paper; empty: the first
    void newSweep();
    void openFile(const QString& file);
    void chooseFile();

Q_SIGNALS:
    void created(const QString& folder, bool run);  // run: at once

private:
    void showFile(const QString& file, const sweeps::SweepFile& sweep, const QString& problem);
    void exec(widgets::SweepDialog& dialog);
    static void save(widgets::SweepDialog& dialog);  // asks for a file
    void create(const sweeps::Sweep& sweep, bool run);

    const DraftDocument& draft_;
    const RunFolders& folders_;
    SerialWork& work_;
    Notices& notices_;
    QWidget* window_;
    BackgroundQueries* background_;  // looks for the dataset
    BackgroundRead* reading_;        // of a sweep file
};

}  // namespace isonet::workbench
