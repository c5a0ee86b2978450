// A compiler's heavy day, in one file: a warehouse whose kinds of goods are all types of
// their own, so that every container, algorithm and visitor below is instantiated once a kind.
// It is compiled, never run. KINDS sets how long the compiler works.

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <ostream>
#include <queue>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#ifndef KINDS
#define KINDS 4
#endif

namespace warehouse {

// One kind of goods. The number makes it a type of its own.
template <std::size_t Kind>
struct Item {
    std::string name;
    double weight = 0;
    std::array<int, Kind % 4 + 1> marks{};

    friend bool operator<(const Item &a, const Item &b) {
        return std::tie(a.weight, a.name, a.marks) < std::tie(b.weight, b.name, b.marks);
    }
    friend bool operator==(const Item &a, const Item &b) {
        return std::tie(a.weight, a.name, a.marks) == std::tie(b.weight, b.name, b.marks);
    }
    friend std::ostream &operator<<(std::ostream &out, const Item &item) {
        return out << Kind << ':' << item.name << '@' << item.weight;
    }
};

template <std::size_t Kind>
struct ItemHash {
    std::size_t operator()(const Item<Kind> &item) const {
        return std::hash<std::string>{}(item.name) * 31 + std::hash<double>{}(item.weight) + Kind;
    }
};

// Where the items of one kind lie, and by what they are found.
template <std::size_t Kind>
class Shelf {
  public:
    using item_type = Item<Kind>;
    using Callback = std::function<void(const item_type &)>;

    void put(item_type item) {
        auto shared = std::make_shared<item_type>(std::move(item));
        by_name_.emplace(shared->name, shared);
        by_weight_[shared->weight].push_back(shared);
        seen_.insert(*shared);
        queue_.push(*shared);
        for (const auto &watcher : watchers_) watcher(*shared);
    }

    std::optional<item_type> take(std::string_view name) {
        auto found = by_name_.find(std::string(name));
        if (found == by_name_.end()) return std::nullopt;
        auto shared = found->second;
        by_name_.erase(found);
        auto &same_weight = by_weight_[shared->weight];
        same_weight.erase(std::remove(same_weight.begin(), same_weight.end(), shared),
                          same_weight.end());
        return *shared;
    }

    std::vector<item_type> sorted() const {
        std::vector<item_type> all;
        for (const auto &[name, item] : by_name_) all.push_back(*item);
        std::stable_sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    std::vector<item_type> matching(const std::regex &pattern) const {
        std::vector<item_type> hits;
        std::copy_if(seen_.begin(), seen_.end(), std::back_inserter(hits),
                     [&](const item_type &item) { return std::regex_search(item.name, pattern); });
        std::partial_sort(hits.begin(), hits.begin() + hits.size() / 2, hits.end(),
                          [](const auto &a, const auto &b) { return a.name < b.name; });
        return hits;
    }

    double weight() const {
        return std::accumulate(by_weight_.begin(), by_weight_.end(), 0.0,
                               [](double sum, const auto &entry) {
                                   return sum + entry.first * double(entry.second.size());
                               });
    }

    std::string report() const {
        std::ostringstream out;
        for (const auto &item : sorted()) out << item << '\n';
        for (auto rest = queue_; !rest.empty(); rest.pop()) out << rest.top() << '\n';
        return out.str();
    }

    void watch(Callback watcher) { watchers_.push_back(std::move(watcher)); }

  private:
    std::map<std::string, std::shared_ptr<item_type>> by_name_;
    std::map<double, std::vector<std::shared_ptr<item_type>>> by_weight_;
    std::set<item_type> seen_;
    std::priority_queue<item_type> queue_;
    std::vector<Callback> watchers_;
};

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

// What a clerk may be told to do with one kind.
template <std::size_t Kind>
struct Put {
    Item<Kind> item;
};
template <std::size_t Kind>
struct Take {
    std::string name;
};
template <std::size_t Kind>
struct Count {
    std::unordered_map<Item<Kind>, int, ItemHash<Kind>> wanted;
};

template <std::size_t Kind>
using Order = std::variant<Put<Kind>, Take<Kind>, Count<Kind>>;

// Carries out a list of orders on one shelf; the sum is what a caller checks.
template <std::size_t Kind>
double serve(Shelf<Kind> &shelf, std::vector<Order<Kind>> orders) {
    double sum = 0;
    std::unordered_map<Item<Kind>, int, ItemHash<Kind>> stock;
    for (auto &order : orders) {
        sum += std::visit(
            Overloaded{
                [&](Put<Kind> &put) {
                    ++stock[put.item];
                    shelf.put(std::move(put.item));
                    return 1.0;
                },
                [&](Take<Kind> &take) {
                    auto item = shelf.take(take.name);
                    if (item) --stock[*item];
                    return item ? item->weight : 0.0;
                },
                [&](Count<Kind> &count) {
                    return std::accumulate(count.wanted.begin(), count.wanted.end(), 0.0,
                                           [&](double n, const auto &want) {
                                               auto found = stock.find(want.first);
                                               return found == stock.end()
                                                          ? n
                                                          : n + std::min(found->second, want.second);
                                           });
                },
            },
            order);
    }
    return sum + shelf.weight() + double(shelf.report().size());
}

// All shelves, and the walks over them that meet every kind.
template <std::size_t... Kinds>
class House {
  public:
    explicit House(std::index_sequence<Kinds...>) {}

    double serve_all(std::tuple<std::vector<Order<Kinds>>...> orders) {
        return (serve<Kinds>(std::get<Kinds>(shelves_), std::move(std::get<Kinds>(orders))) + ...);
    }

    std::string find(const std::string &pattern) const {
        const std::regex compiled(pattern, std::regex::icase | std::regex::ECMAScript);
        std::ostringstream out;
        const auto print = [&](const auto &items) {
            for (const auto &item : items) out << item << ' ';
        };
        (print(std::get<Kinds>(shelves_).matching(compiled)), ...);
        return out.str();
    }

    // The heaviest item of any kind, as a variant over all of them.
    std::optional<std::variant<Item<Kinds>...>> heaviest() const {
        std::vector<std::variant<Item<Kinds>...>> candidates;
        const auto add = [&](auto items) {
            if (!items.empty()) candidates.emplace_back(std::move(items.back()));
        };
        (add(std::get<Kinds>(shelves_).sorted()), ...);
        const auto weight = [](const auto &any) {
            return std::visit([](const auto &item) { return item.weight; }, any);
        };
        auto best = std::max_element(
            candidates.begin(), candidates.end(),
            [&](const auto &a, const auto &b) { return weight(a) < weight(b); });
        if (best == candidates.end()) return std::nullopt;
        return *best;
    }

  private:
    std::tuple<Shelf<Kinds>...> shelves_;
};

using Whole = decltype(House(std::make_index_sequence<KINDS>{}));

}  // namespace warehouse

double work(warehouse::Whole &house, const std::string &pattern) {
    double sum = house.serve_all({}) + double(house.find(pattern).size());
    if (auto best = house.heaviest())
        sum += std::visit([](const auto &item) { return item.weight; }, *best);
    return sum;
}
