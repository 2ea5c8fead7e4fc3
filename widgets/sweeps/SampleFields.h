// How often a sweep draws and repeats its rows: number of samples and their seed, repeats or seeds of the runs. GUI
// thread only.
#pragma once

#include <QWidget>
#include <string>

#include "training/sweeps/SweepText.h"

class QGridLayout;
class QLineEdit;

namespace isonet::widgets {

class FieldMessage;

class SampleFields : public QWidget {
    Q_OBJECT
public:
    explicit SampleFields(QWidget* parent = nullptr);

    void show(const sweeps::SweepText& text);
    void setRandom(bool random);  // whether anything is drawn; else the samples are not asked for
    // Sets samples, seed and repeats of `text`. Returns false, and shows a problem below the field, for invalid text.
    bool addTo(sweeps::SweepText& text);

    void clearProblems();
    // Shows a problem of the key ("samples", "sample_seed", "repeats", "seeds"); false for another key.
    bool showProblem(const std::string& key, const QString& problem);
    QString problem() const;          // of the first field with one
    QList<QWidget*> editors() const;  // in the order of Tab

    QLineEdit* samples() const { return samples_; }
    QLineEdit* sampleSeed() const { return sampleSeed_; }
    QLineEdit* repeats() const { return repeats_; }
    QLineEdit* seeds() const { return seeds_; }

Q_SIGNALS:
    void changed();

private:
    QLineEdit* add(QGridLayout* grid, int row, int column, const QString& label, const QString& tip);
    bool integer(const QLineEdit* line, const char* key, int least, int most, int& value);

    QLineEdit *samples_, *sampleSeed_, *repeats_, *seeds_;
    FieldMessage *sampleMessage_, *repeatMessage_;
    bool random_ = false;
};

}  // namespace isonet::widgets
