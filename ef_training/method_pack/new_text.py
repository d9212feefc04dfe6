"""The README of a new pack, in English and Chinese: what to write into which table."""

from __future__ import annotations

from .model import PackSummary

ENGLISH = """# {name}

This pack stands on **{parent} {version}** ({title}) and changes nothing yet: all categories, factors, normalisation
factors, weights and tests are those of {parent}. Write your changes into the tables below, then check it:

```sh
ef-training methods check {name}
```

`check` names the table, the row and the column of everything that is wrong, and says what the pack changes. Edit the
tables in a spreadsheet and save them as **CSV UTF-8 (comma delimited)**, with a decimal point in numbers. Row 1 stays
as it is.

| to … | write into |
| --- | --- |
| add an impact category | `categories.csv`, its factors into `factors.csv`, at least one test into `tests.csv` |
| change, add or drop a factor of a category there is | `overrides.csv` |
| use another normalisation or weighting set | `normalisation.csv`, `weighting.csv` |
| say which values must come out | `tests.csv` |

**A category.** `category_id` is short and in lower case; `unit` is that of the indicator; `flow_units` are the units in
which its elementary flows are counted, in Brightway's spelling, separated by `;`; `toxicity` is 0 or 1; `parent` is
empty, or the category of which it is a part. It is shown beside the others and never part of the single score unless
you give it a normalisation factor and a weight. In `factors.csv`, `flow_code` and `database` say which elementary flow
a row is about, `direction` is `input`, `output` or empty, `location` is `GLO`. `flow_name` and `compartment` are those of
that flow, or empty: a code under the name of another flow is refused.

**A factor of another place.** A plain LCA ignores the place. Such factors go into a table `located.csv` with the
columns of `factors.csv`: they are kept with the pack and not used. A table that you add must be declared in
`datapackage.json` (sealing, below, does it), else the pack is refused. To use such a factor, give it an elementary flow
of its own.

**An override.** `op` is `add`, `replace` or `drop`. `replace` and `drop` need `old_value`, the value in {parent}
written in full: if {parent} changes, you are told. `reason` and `source` are needed in every row.

**A normalisation or weighting set.** `version` names the set. A set of your own must have a row for every category that
has a value in {parent}; single corrections of the inherited set carry its version. Sets are never mixed. Weights sum to
100. Every value needs a `source`.

**A test.** `expected` is the value of a factor known from another source, which `source` names; `tolerance` is the
relative deviation that is allowed, at most 0.05. A test of a flow that {parent} tests too takes its place: write one
wherever an override changes a tested factor.

In `datapackage.json`, write your title, licence, sources and attribution. `family` names the methods in Brightway,
beside those of {parent}. Before you hand the pack on, seal it: rows and sha256 of the tables are then on record, and a
table that was changed by accident is refused.

```sh
python -c "from pathlib import Path; from ef_training.method_pack import seal_pack; seal_pack(Path('{name}'))"
```
"""

CHINESE = """# {name}（中文說明）

本方法包以 **{parent} {version}** 為基礎，目前沒有任何更動：
衝擊類別、特徵化因子、正規化因子、權重與檢驗值都沿用 {parent}。
請把要更動的內容填入下列表格，再執行檢查：

```sh
ef-training methods check {name}
```

`check` 會逐項指出問題所在的表格、列與欄，並說明本方法包改了什麼。表格可用試算表軟體編輯，
存檔時請選 **CSV UTF-8（逗號分隔）**，
數字使用小數點。第 1 列（欄名）請保留。

| 想要…… | 填入 |
| --- | --- |
| 新增衝擊類別 | `categories.csv`；因子填入 `factors.csv`；`tests.csv` 至少填一項檢驗值 |
| 修改、新增或刪除既有類別的因子 | `overrides.csv` |
| 改用另一組正規化因子或權重 | `normalisation.csv`、`weighting.csv` |
| 指定應得到的數值 | `tests.csv` |

**衝擊類別**：`category_id` 用簡短的小寫英文；`unit` 是指標單位；`flow_units` 是基本流的計量單位（Brightway 的寫法，
以 `;` 分隔）；
`toxicity` 填 0 或 1；`parent` 留空，若為某類別的子項則填該類別。新增的類別會一併列出，
但除非同時給正規化因子與權重，否則不計入單一分數。
在 `factors.csv` 中，`flow_code` 與 `database` 指明是哪一個基本流，`direction` 填 `input`、`output` 或留空，
`location` 填 `GLO`。`flow_name` 與 `compartment` 填該基本流的名稱與排放介質，或留空；代碼與名稱不符的列會被拒絕。

**其他地區的因子**：一般的 LCA 計算不看地區。這類因子請放在 `located.csv`（欄位與 `factors.csv` 相同）：
會隨方法包保存，但不參與計算。
自行加入的表格須在 `datapackage.json` 中宣告（下述的封存會代為寫入），否則方法包會被拒絕。
若要使用，請為該地區另設一個基本流。

**修改因子**：`op` 填 `add`（新增）、`replace`（取代）或 `drop`（刪除）。
`replace` 與 `drop` 要在 `old_value` 填上 {parent} 的原值（完整位數），
這樣 {parent} 日後有更動時就會提醒。`reason`（理由）與 `source`（來源）必填。

**正規化因子與權重**：`version` 填該組數值的名稱。自訂的一組必須涵蓋 {parent} 中所有有值的類別；
若只更正沿用的那一組，`version` 填原來的名稱。
不同組的數值不可混用。權重合計為 100。每個數值都要填 `source`（來源）。

**檢驗值**：`expected` 填由其他來源得知的因子值，`source` 填該來源，`tolerance` 填容許的相對誤差（至多 0.05）。
若 {parent} 對同一基本流已有檢驗值，
則由這裡的取代：
凡是更動了已有檢驗值的因子，請一併填寫。

請在 `datapackage.json` 填上標題、授權、來源與出處標示。`family` 是在 Brightway 中的方法名稱，與 {parent} 並列。
交給他人之前請先封存：
表格的列數與 sha256 會記錄下來，日後若被誤改就會被拒絕。

```sh
python -c "from pathlib import Path; from ef_training.method_pack import seal_pack; seal_pack(Path('{name}'))"
```
"""


def guide(name: str, parent: PackSummary) -> str:
    """Return the README of a pack called ``name`` that stands on ``parent``."""
    said = {"name": name, "parent": parent.name, "version": parent.version, "title": parent.title}
    return "\n".join(text.format(**said) for text in (ENGLISH, CHINESE))
