#include "training/engine/distributed/Group.h"

#include <ATen/ATen.h>
#include <c10/util/Logging.h>
#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/csrc/distributed/c10d/comm.hpp>
#include <torch/csrc/distributed/c10d/reducer.hpp>

#include "training/engine/distributed/HostAddress.h"
#include "training/engine/distributed/NcclPlugin.h"
#include "training/engine/distributed/NcclSettings.h"
#include "training/engine/distributed/StoreProbe.h"
#include "training/engine/distributed/Watch.h"

namespace isonet::distributed {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Collectives wait as long as the others are alive (an evaluation, a full disk on rank 0); Watch handles dead ranks.
constexpr std::chrono::hours kCollective{24};
constexpr seconds kGrace = Timeouts::grace;
constexpr seconds kLinger{3};  // for the others to read the store once more; they do so every second
constexpr std::size_t kBucketBytes = 25u << 20, kFirstBucketBytes = 1u << 20;

std::string reason(const std::exception& error) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    const std::string text = torchError ? torchError->what_without_backtrace() : error.what();
    return text.substr(0, text.find('\n'));
}

// `host`: a numeric address. `listening`: a bound socket to serve at; the store closes it.
c10::intrusive_ptr<c10d::Store> connect(const Launch& launch, const std::string& host, const Timeouts& timeouts,
                                        bool serves = false, std::optional<int> listening = {}) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(launch.port);
    options.isServer = serves;
    options.masterListenFd = listening;
    options.waitWorkers = false;
    options.timeout = timeouts.rendezvous;
    return c10::make_intrusive<c10d::PrefixStore>("isonet/" + std::to_string(launch.restarts),
                                                  c10::make_intrusive<c10d::TCPStore>(host, options));
}

// Waits for all ranks before anything else, so that a missing one can be named.
void rendezvous(c10d::Store& store, const Launch& launch, const Timeouts& timeouts, Clock::time_point until) {
    const auto key = [](int rank) { return "here/" + std::to_string(rank); };
    store.set(key(launch.rank), std::string("1"));
    for (int rank = 0; rank < launch.world; ++rank) {
        while (!store.check({key(rank)})) {
            if (Clock::now() > until) {
                std::string missing;
                for (int other = rank; other < launch.world; ++other)
                    if (!store.check({key(other)}))
                        missing += (missing.empty() ? "" : ", ") + std::to_string(other);
                throw RendezvousError("rank " + missing + " of " + std::to_string(launch.world) +
                                      " did not connect to " + launch.address + ":" + std::to_string(launch.port) +
                                      " within " + std::to_string(timeouts.rendezvous.count()) +
                                      " seconds. Start all ranks with the same WORLD_SIZE and MASTER_PORT.");
            }
            std::this_thread::sleep_for(milliseconds(50));
        }
    }
}

c10::intrusive_ptr<c10d::Backend> makeGloo(const c10::intrusive_ptr<c10d::Store>& store, const Launch& launch,
                                           const std::string& name) {
    auto options = c10d::ProcessGroupGloo::Options::create(kCollective);
    // Network interface, with the variable of PyTorch; for hosts whose name resolves to another one.
    const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
    const bool local = launch.address == "localhost" || launch.address.starts_with("127.");
    options->devices.push_back(interface && *interface ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                               : local                 ? c10d::ProcessGroupGloo::createDeviceForHostname(launch.address)
                                                       : c10d::ProcessGroupGloo::createDefaultDevice());
    return c10::make_intrusive<c10d::ProcessGroupGloo>(c10::make_intrusive<c10d::PrefixStore>(name, store), launch.rank,
                                                       launch.world, options);
}

c10::intrusive_ptr<c10d::Backend> makeNccl(const c10::intrusive_ptr<c10d::Store>& store, const Launch& launch,
                                           const std::string& name) {
    const auto make = reinterpret_cast<NcclBackend>(dlsym(RTLD_DEFAULT, kNcclBackend));
    if (!make)
        throw RendezvousError("this build has no NCCL (the CUDA plug-in has no " + std::string(kNcclBackend) +
                              "). Train on the CPU (--device cpu), or build with CUDA.");
    return make(c10::make_intrusive<c10d::PrefixStore>(name, store), launch.rank, launch.world, kCollective);
}

// For Watch: what torch's own thread has recorded about the NCCL group.
std::string failureOf(c10d::Backend& backend) {
    const auto error = backend.getError();
    return error == c10d::ErrorType::COMM_ERROR || error == c10d::ErrorType::TIMEOUT
               ? "the communication between the GPUs has failed, although every process responds; NCCL_DEBUG=WARN in "
                 "the environment makes NCCL print why"
               : std::string();
}

// Parsed as torch parses its own switches.
bool isSet(const char* name) {
    const char* value = std::getenv(name);
    if (!value)
        return false;
    std::string text = value;
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text == "1" || text == "y" || text == "yes" || text == "t" || text == "true";
}

class ReducerAverager : public GradientAverager {
public:
    ReducerAverager(std::vector<at::Tensor> parameters, const c10::intrusive_ptr<c10d::ProcessGroup>& group) {
        // The backward pass reaches the last layers first.
        auto [buckets, limits] =
            c10d::compute_bucket_assignment_by_size(parameters, {kFirstBucketBytes, kBucketBytes}, {}, {}, {});
        const std::vector<bool> sparse(parameters.size(), false);
        reducer_ = std::make_unique<c10d::Reducer>(
            std::move(parameters), std::vector<std::vector<std::size_t>>(buckets.rbegin(), buckets.rend()), group,
            sparse, static_cast<std::int64_t>(kBucketBytes), /*find_unused_parameters=*/false,
            /*gradient_as_bucket_view=*/false, std::unordered_map<std::size_t, std::string>(),
            static_cast<std::int64_t>(kFirstBucketBytes), /*skip_all_reduce_unused_params=*/false,
            /*use_python_reducer=*/false, std::vector<std::int64_t>());
    }
    void prepare(const at::Tensor& loss) override {
        reducer_->rebuild_buckets();
        reducer_->prepare_for_backward({loss});
    }

private:
    std::unique_ptr<c10d::Reducer> reducer_;
};

class TorchGroup : public Group {
public:
    TorchGroup(const Launch& launch, const Timeouts& timeouts) : launch_(launch), timeouts_(timeouts) {
        const auto until = Clock::now() + timeouts.rendezvous;
        const std::string host = meet();
        rendezvous(*store_, launch, timeouts, until);
        watch_ = std::make_unique<Watch>(
            connect(launch, host, timeouts), launch.rank, launch.world,
            launch.agentStore ? "the launcher, which hosts the store," : "rank 0, which hosts the store,",
            timeouts.silence);
        onLost({});
        agreement_ = makeGloo(store_, launch, "agreement");
    }

    void attach(const at::Device& device) override {
        if (attached_ == device)  // by an earlier run in this process
            return;
        guarded([&] {
            tensors_ = c10::make_intrusive<c10d::ProcessGroup>(store_, launch_.rank, launch_.world);
            const bool nccl = device.is_cuda();
            const auto type = nccl ? c10d::ProcessGroup::BackendType::NCCL : c10d::ProcessGroup::BackendType::GLOO;
            // Of each group: the keys of an earlier one are still in the store.
            const std::string name = (nccl ? "nccl/" : "tensors/") + std::to_string(attachments_++);
            const auto backend = nccl ? makeNccl(store_, launch_, name) : makeGloo(store_, launch_, name);
            watch_->probe(nccl ? std::function<std::string()>([backend] { return failureOf(*backend); }) : nullptr);
            tensors_->setBackend(device.type(), type, backend);
            tensors_->setDefaultBackend(type);
            attached_ = device;
        });
    }

    ~TorchGroup() override {
        const bool keeper = launch_.rank == 0 && !launch_.agentStore;
        const bool inOrder = std::uncaught_exceptions() == 0 && watch_->lost().empty();
        watch_.reset();
        if (attached_ && attached_->is_cuda()) {
            // After an error the group is not shut down: that waits for the GPU, whose work may never end, and the
            // process ends anyway. Otherwise all collectives are done.
            if (inOrder)
                tensors_->abort();
            else
                static_cast<void>(tensors_.release());
        }
        if (!keeper)
            return;
        // The host of the store leaves last: the others still have to sign off, or to read the error.
        if (!inOrder) {
            std::this_thread::sleep_for(kLinger);
            return;
        }
        try {
            std::vector<std::string> keys;
            for (int rank = 1; rank < launch_.world; ++rank)
                keys.push_back("left/" + std::to_string(rank));
            store_->wait(keys, timeouts_.silence);
        } catch (const std::exception&) {
        }
    }

    const Launch& launch() const override { return launch_; }

    void sum(at::Tensor& tensor) override {
        guarded([&] {
            std::vector<at::Tensor> tensors{tensor};
            tensors_->allreduce(tensors)->wait();
        });
    }

    void broadcast(const std::vector<at::Tensor>& tensors) override {
        guarded([&] {
            const at::NoGradGuard noGrad;
            if (!tensors.empty())
                c10d::broadcast_coalesced(tensors_, tensors, kBucketBytes);
        });
    }

    std::unique_ptr<GradientAverager> averager(const std::vector<at::Tensor>& parameters) override {
        std::unique_ptr<GradientAverager> averager;
        guarded([&] { averager = std::make_unique<ReducerAverager>(parameters, tensors_); });
        return averager;
    }

    std::string captureObstacle() const override {
        if (!attached_ || !attached_->is_cuda())
            return "the ranks communicate through Gloo, which a CUDA graph cannot contain";
        for (const char* name : {"TORCH_NCCL_BLOCKING_WAIT", "NCCL_BLOCKING_WAIT"})
            if (isSet(name))
                return std::string(name) + " is set: each collective waits on the host, which a CUDA graph cannot " +
                       "contain. Unset it";
        return {};
    }

    unsigned agree(unsigned flags) override {
        std::vector<at::Tensor> bits{at::empty({8}, at::kByte)};
        auto* bit = bits[0].data_ptr<std::uint8_t>();
        for (unsigned i = 0; i < 8; ++i)
            bit[i] = flags >> i & 1;
        c10d::AllreduceOptions options;
        options.reduceOp = c10d::ReduceOp::MAX;
        guarded([&] { agreement_->allreduce(bits, options)->wait(); });
        unsigned all = 0;
        for (unsigned i = 0; i < 8; ++i)
            all |= unsigned{bit[i]} << i;
        return all;
    }

    std::string broadcastText(const std::string& text) override {
        std::string result = text;
        guarded([&] {
            std::vector<at::Tensor> length{at::full({1}, static_cast<std::int64_t>(text.size()), at::kLong)};
            agreement_->broadcast(length)->wait();
            result.resize(static_cast<std::size_t>(length[0].item<std::int64_t>()));
            if (result.empty())
                return;
            std::vector<at::Tensor> bytes{
                at::from_blob(result.data(), {static_cast<std::int64_t>(result.size())}, at::kByte)};
            agreement_->broadcast(bytes)->wait();
        });
        return result;
    }

    std::vector<std::string> exchange(const std::string& mine) override {
        std::vector<std::string> texts;
        guarded([&] {
            const std::string round = "said/" + std::to_string(exchanges_++) + "/";
            store_->set(round + std::to_string(launch_.rank), std::vector<std::uint8_t>(mine.begin(), mine.end()));
            for (int rank = 0; rank < launch_.world; ++rank) {
                const std::string key = round + std::to_string(rank);
                while (!store_->check({key})) {
                    if (const std::string lost = watch_->lost(); !lost.empty())
                        throw PeerError(lost);
                    std::this_thread::sleep_for(milliseconds(20));
                }
                const auto said = store_->get(key);
                texts.emplace_back(said.begin(), said.end());
            }
        });
        return texts;
    }

    void fail(const std::string& message) noexcept override { watch_->fail(message); }
    std::string lostPeer() override { return watch_->waitForLoss(timeouts_.silence + seconds(5)); }

    void onLost(std::function<void(const std::string&)> call) override {
        watch_->onLost([call = std::move(call), rank = launch_.rank](const std::string& message) {
            // Detached: it ends with the process if the training thread returns in time.
            std::thread([call, rank, message] {
                std::this_thread::sleep_for(kGrace);
                if (call)
                    call(message);
                std::fprintf(stderr, "isonet: rank %d exits: %s\n", rank, message.c_str());
                std::_Exit(1);
            }).detach();
        });
    }

private:
    // Serves the store or connects to it; returns the address of its host.
    std::string meet() {
        const auto addresses = hostAddresses(launch_);
        if (launch_.rank != 0 || launch_.agentStore) {
            const std::string host = awaitStore(addresses, timeouts_.rendezvous).text;
            store_ = connect(launch_, host, timeouts_);
            return host;
        }
        const auto place = bindTo(addresses, launch_);
        const std::string host = place ? place->address.text : addresses.front().text;
        store_ = connect(launch_, host, timeouts_, true, place ? std::optional(place->socket) : std::nullopt);
        return host;
    }

    // An error here usually means that another rank has exited; its message arrives a little later.
    template <typename Call>
    void guarded(Call call) {
        try {
            call();
        } catch (const RendezvousError&) {
            throw;
        } catch (const std::exception& error) {
            const std::string lost = lostPeer();
            throw PeerError(lost.empty() ? "communication with the other ranks failed: " + reason(error) : lost);
        }
    }

    const Launch launch_;
    const Timeouts timeouts_;
    c10::intrusive_ptr<c10d::Store> store_;
    std::unique_ptr<Watch> watch_;
    c10::intrusive_ptr<c10d::Backend> agreement_;
    c10::intrusive_ptr<c10d::ProcessGroup> tensors_;
    std::optional<at::Device> attached_;
    int exchanges_ = 0, attachments_ = 0;  // so far
};

}  // namespace

Group::~Group() = default;

bool Group::supported() {
    return true;
}

std::unique_ptr<Group> Group::join(const Launch& launch, const Timeouts& timeouts) {
    applyNcclSettings();
    try {
        return std::make_unique<TorchGroup>(launch, timeouts);
    } catch (const RendezvousError&) {
        throw;
    } catch (const std::exception& error) {
        throw RendezvousError("rank " + std::to_string(launch.rank) + " of " + std::to_string(launch.world) +
                              " could not connect to the others at " + launch.address + ":" +
                              std::to_string(launch.port) + " (" + reason(error) +
                              "). Check MASTER_ADDR and MASTER_PORT, that rank 0 is running, and that the port is "
                              "free and reachable.");
    }
}

}  // namespace isonet::distributed
