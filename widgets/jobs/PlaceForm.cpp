#include "widgets/jobs/PlaceForm.h"

#include <QButtonGroup>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <stdexcept>

#include "widgets/common/FontScale.h"
#include "widgets/common/PlainLabel.h"

namespace isonet::widgets {

using launch::PlaceKind;

namespace {

QFormLayout* fieldsOf(QWidget* page) {
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 8, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    return form;
}

std::string bytesOf(const QLineEdit* edit) {
    return edit->text().trimmed().toStdString();
}

QString textOf(const std::string& bytes) {
    return QString::fromStdString(bytes);
}

}  // namespace

PlaceForm::PlaceForm(QWidget* parent)
    : QWidget(parent), kinds_(new QButtonGroup(this)), pages_(new QStackedWidget), problem_(new PlainLabel) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    addKind(PlaceKind::Here, tr("In this &window"),
            tr("Trains in this window, one run at a time. Closing the window stops it, or hands it over to a process."),
            new QWidget);
    addKind(PlaceKind::Process, tr("As a &process"),
            tr("Trains in a program beside this window. It continues when the window is closed, and a crash there does "
               "not affect the window."),
            makeProcess());
    addKind(PlaceKind::Devices, tr("On several &devices"),
            tr("Trains with one process for each device of this computer; all of them share each batch."),
            makeDevices());
    addKind(
        PlaceKind::Slurm, tr("By S&LURM"),
        tr("Submits a batch job with sbatch. The folder of runs must be visible on the nodes. After a time limit or "
           "a preemption the run is requeued and continues from its checkpoint."),
        makeSlurm());
    addKind(PlaceKind::Ssh, tr("On another &computer"),
            tr("Starts isonet there over SSH, with a key that needs no password. It continues when the connection "
               "ends."),
            makeSsh());
    column->addWidget(pages_, 1);
    problem_->setObjectName(QStringLiteral("fieldMessage"));
    problem_->setProperty("kind", "problem");
    problem_->setWordWrap(true);
    column->addWidget(problem_);
    connect(kinds_, &QButtonGroup::idClicked, this, &PlaceForm::showKind);
    connect(this, &PlaceForm::changed, this, [this] { problem_->setText(problem()); });
    setPlace({PlaceKind::Here});
}

void PlaceForm::addKind(PlaceKind kind, const QString& title, const QString& text, QWidget* fields) {
    auto* button = new QRadioButton(title);
    button->setObjectName(QStringLiteral("place_") + QString::fromUtf8(launch::kindName(kind)));
    kinds_->addButton(button, int(kind));
    static_cast<QVBoxLayout*>(layout())->addWidget(button);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 8, 0, 0);
    auto* about = new QLabel(text);
    about->setObjectName(QStringLiteral("fieldUnit"));
    about->setWordWrap(true);
    column->addWidget(about);
    column->addWidget(fields);
    column->addStretch(1);
    pages_->addWidget(page);
}

QLineEdit* PlaceForm::makeLine(const char* name, const QString& hint, const QString& tip) {
    auto* edit = new QLineEdit;
    edit->setObjectName(QString::fromLatin1(name));
    edit->setPlaceholderText(hint);
    edit->setToolTip(tip);
    connect(edit, &QLineEdit::textChanged, this, &PlaceForm::changed);
    return edit;
}

QSpinBox* PlaceForm::makeCount(const char* name, int low, int high, const QString& atLow, const QString& tip) {
    auto* box = new QSpinBox;
    box->setObjectName(QString::fromLatin1(name));
    box->setRange(low, high);
    box->setSpecialValueText(atLow);
    box->setToolTip(tip);
    connect(box, &QSpinBox::valueChanged, this, &PlaceForm::changed);
    return box;
}

QWidget* PlaceForm::makeProcess() {
    auto* page = new QWidget;
    processDevice_ = makeLine("processDevice", tr("as in the experiment"), tr("cpu or cuda:0"));
    fieldsOf(page)->addRow(tr("De&vice"), processDevice_);
    return page;
}

QWidget* PlaceForm::makeDevices() {
    auto* page = new QWidget;
    devices_ = makeLine("placeDevices", QStringLiteral("cuda:0-3"),
                        tr("One process for each: cuda:0-3, or cuda:0,cuda:2. cpu,cpu trains with two on the CPU"));
    deviceHint_ = new PlainLabel;
    deviceHint_->setObjectName(QStringLiteral("fieldUnit"));
    auto* form = fieldsOf(page);
    form->addRow(tr("De&vices"), devices_);
    form->addRow(QString(), deviceHint_);
    return page;
}

QWidget* PlaceForm::makeSlurm() {
    auto* page = new QWidget;
    const QString standard = tr("SLURM's default");
    partition_ = makeLine("slurmPartition", standard, tr("sinfo lists them"));
    nodes_ = makeCount("slurmNodes", 1, 10000, {}, tr("Computers for one run"));
    gpus_ = makeCount("slurmGpus", 0, 64, tr("none: train on the CPU"), tr("For each node; one process for each GPU"));
    cpus_ = makeCount("slurmCpus", 0, 4096, standard, tr("Cores for each process"));
    time_ = makeLine("slurmTime", standard, tr("Limit: minutes, HH:MM:SS, or D-HH:MM:SS"));
    account_ = makeLine("slurmAccount", standard, tr("Account that is charged"));
    slurmProgram_ = makeLine("slurmProgram", tr("the path of this one"), tr("isonet on the nodes"));
    extra_ = new QPlainTextEdit;
    extra_->setObjectName(QStringLiteral("slurmExtra"));
    extra_->setPlaceholderText(QStringLiteral("--constraint=a100"));
    extra_->setToolTip(tr("Further options of sbatch, one on each line"));
    extra_->setTabChangesFocus(true);
    extra_->setFixedHeight(fontScaled(52));
    connect(extra_, &QPlainTextEdit::textChanged, this, &PlaceForm::changed);
    auto* form = fieldsOf(page);
    form->addRow(tr("P&artition"), partition_);
    form->addRow(tr("&Nodes"), nodes_);
    form->addRow(tr("&GPUs per node"), gpus_);
    form->addRow(tr("Cor&es per process"), cpus_);
    form->addRow(tr("&Time limit"), time_);
    form->addRow(tr("Acc&ount"), account_);
    form->addRow(tr("P&rogram"), slurmProgram_);
    form->addRow(tr("F&urther options"), extra_);
    return page;
}

QWidget* PlaceForm::makeSsh() {
    auto* page = new QWidget;
    host_ = makeLine("sshHost", tr("user@host"), tr("Name of the computer, or of an entry in ~/.ssh/config"));
    folder_ = makeLine("sshFolder", tr("the same path, on a shared disk"),
                       tr("Folder of runs there. With one, the run is copied here with rsync while it trains"));
    sshProgram_ = makeLine("sshProgram", tr("isonet in its PATH"), tr("isonet on that computer"));
    on_ = makeLine("sshOn", QStringLiteral("process"), tr("process, or devices:cuda:0-3"));
    auto* form = fieldsOf(page);
    form->addRow(tr("&Host"), host_);
    form->addRow(tr("&Folder"), folder_);
    form->addRow(tr("P&rogram"), sshProgram_);
    form->addRow(tr("Plac&e there"), on_);
    return page;
}

void PlaceForm::setDevices(const QStringList& ids) {
    deviceHint_->setText(ids.isEmpty() ? QString() : tr("This computer has %1.").arg(ids.join(QStringLiteral(", "))));
}

void PlaceForm::setPlace(const launch::Place& place) {
    const QSignalBlocker quiet(this);
    kinds_->button(int(place.kind))->setChecked(true);
    QStringList devices;
    for (const auto& device : place.devices)
        devices += textOf(device);
    if (place.kind == PlaceKind::Process)
        processDevice_->setText(devices.value(0));
    if (place.kind == PlaceKind::Devices)
        devices_->setText(devices.join(QLatin1Char(',')));
    if (place.kind == PlaceKind::Slurm) {
        partition_->setText(textOf(place.slurm.partition));
        nodes_->setValue(place.slurm.nodes);
        gpus_->setValue(place.slurm.gpus);
        cpus_->setValue(place.slurm.cpus);
        time_->setText(textOf(place.slurm.time));
        account_->setText(textOf(place.slurm.account));
        slurmProgram_->setText(textOf(place.slurm.program));
        QStringList lines;
        for (const auto& line : place.slurm.extra)
            lines += textOf(line);
        extra_->setPlainText(lines.join(QLatin1Char('\n')));
    }
    if (place.kind == PlaceKind::Ssh) {
        host_->setText(textOf(place.ssh.host));
        folder_->setText(textOf(place.ssh.folder));
        sshProgram_->setText(textOf(place.ssh.program));
        on_->setText(textOf(place.ssh.on));
    }
    pages_->setCurrentIndex(int(place.kind));
    problem_->setText(problem());
}

PlaceKind PlaceForm::kind() const {
    return static_cast<PlaceKind>(kinds_->checkedId());
}

launch::Place PlaceForm::place() const {
    return placeOf(kind());
}

launch::Place PlaceForm::placeOf(PlaceKind kind) const {
    launch::Place place;
    place.kind = kind;
    if (kind == PlaceKind::Process && !bytesOf(processDevice_).empty())
        place.devices = {bytesOf(processDevice_)};
    if (kind == PlaceKind::Devices) {
        try {
            place.devices = launch::parseDevices(bytesOf(devices_));
        } catch (const std::invalid_argument&) {
            place.devices = {bytesOf(devices_)};  // problem() reports them
        }
    }
    if (kind == PlaceKind::Slurm) {
        place.slurm.partition = bytesOf(partition_);
        place.slurm.nodes = nodes_->value();
        place.slurm.gpus = gpus_->value();
        place.slurm.cpus = cpus_->value();
        place.slurm.time = bytesOf(time_);
        place.slurm.account = bytesOf(account_);
        place.slurm.program = bytesOf(slurmProgram_);
        for (const QString& line : extra_->toPlainText().split(QLatin1Char('\n')))
            if (!line.trimmed().isEmpty())
                place.slurm.extra.push_back(line.trimmed().toStdString());
    }
    if (kind == PlaceKind::Ssh) {
        place.ssh.host = bytesOf(host_);
        place.ssh.folder = bytesOf(folder_);
        place.ssh.program = bytesOf(sshProgram_);
        place.ssh.on = bytesOf(on_);
    }
    return place;
}

QString PlaceForm::problem() const {
    if (kind() == PlaceKind::Here)
        return {};
    if (kind() == PlaceKind::Ssh && bytesOf(host_).empty())
        return tr("Enter the name of the computer.");
    try {
        if (kind() == PlaceKind::Devices)
            launch::parseDevices(bytesOf(devices_));
        (void)launch::parsePlace(launch::placeText(place()));
        return {};
    } catch (const std::exception& e) {
        return QString::fromUtf8(e.what());
    }
}

void PlaceForm::showKind() {
    pages_->setCurrentIndex(int(kind()));
    Q_EMIT changed();
}

}  // namespace isonet::widgets
